"""Anybody with a document or a receipt: is it genuine, unchanged, in force?"""
