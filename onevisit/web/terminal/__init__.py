"""The screen of a self-service cabinet: applicants collect their results with a code (JH-25b, AS-4.4)."""
