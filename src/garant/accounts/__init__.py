"""Whom we serve: accounts, contacts and their level, segments, ownership."""
