"""The licence library: every licence issued here or kept for its holder, its life, its use."""
