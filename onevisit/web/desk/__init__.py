"""The desk: what staff work with all day: worklists, the case page, acts, the windows."""
