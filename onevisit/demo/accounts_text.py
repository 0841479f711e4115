"""The list of demo accounts that the terminal shows."""

from __future__ import annotations

from onevisit.demo.city_files import ApplicantsFile, OrganizationFile, StaffFile, read_city_file
from onevisit.law.powers import Role


def accounts_text_of(city: str) -> str:
    """Staff by department with their roles, then applicants; passwords once for each group."""
    organization = read_city_file(city, "organization.yaml", OrganizationFile)
    staff = read_city_file(city, "staff.yaml", StaffFile)
    applicants = read_city_file(city, "applicants.yaml", ApplicantsFile)
    names = {department.key: department.short_name for department in organization.departments}
    lines = [
        f"演示账号（{organization.halls[0].name}）",
        f"工作人员密码：{staff.password}    第二因素：onevisit code 账号",
    ]
    for key in dict.fromkeys(entry.department for entry in staff.staff):
        lines.append(f"  {names[key]}")
        lines.extend(
            f"    {entry.username:<18}{entry.name}　{_roles(entry.roles)}"
            for entry in staff.staff
            if entry.department == key
        )
    lines.append(f"申请人密码：{applicants.password}    短信验证码：onevisit code 手机号码")
    lines.extend(f"    {person.phone:<18}{person.name}" for person in applicants.people)
    return "\n".join(lines) + "\n"


def _roles(roles: tuple[Role, ...]) -> str:
    return "、".join(role.label for role in roles)
