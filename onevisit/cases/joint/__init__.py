"""Joint cases (一件事, 联办件): one application, ordinary cases at several organs (rule 19, JH-18)."""
