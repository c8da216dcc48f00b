"""An offline replica of both platforms on loopback, for the demo and the tests.

``docs/replica.md`` says what of it is real. Nothing else of the project may learn from it: a green run would
then only show that the project knows its own replica.
"""
