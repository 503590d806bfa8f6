"""Bijeenkomsten of the leernetwerk: agenda, signing up and off, waiting list, mail, and throwing away on time."""
