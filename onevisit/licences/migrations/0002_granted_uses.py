"""Granted uses with their code and office. No act wrote to the table before, so it is made anew."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import onevisit.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("licences", "0001_licences"),
        ("organization", "0005_transfers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name="GrantedUse"),
        migrations.CreateModel(
            name="GrantedUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", onevisit.records.fields.EncryptedTextField(help_text="shown to the holder only")),
                (
                    "code_hash",
                    models.BinaryField(
                        help_text="keyed hash by which it is found", max_length=32, unique=True
                    ),
                ),
                ("purpose", onevisit.records.fields.EncryptedTextField()),
                ("day", models.DateField(help_text="the one Asia/Shanghai day on which the code works")),
                ("granted_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.department",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="licences.licence",
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.staff",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.AddConstraint(
            model_name="granteduse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_at__isnull", True),
                    ("used_by__isnull", True),
                )
                | models.Q(
                    ("taken_back_at__isnull", True),
                    ("used_at__isnull", False),
                    ("used_by__isnull", False),
                ),
                name="granted_use_once_or_taken_back",
            ),
        ),
    ]
