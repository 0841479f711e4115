"""Official documents: numbers, frozen content, seals, signatures, service."""
