"""Spreadsheets that people bring: a file becomes cells, a mapping says what they are, records come out.

Pure but for reading the one file: no store, no clock, no network.
"""
