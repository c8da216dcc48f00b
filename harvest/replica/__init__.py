"""An offline replica of both platforms on loopback, for the demo and the tests; ``docs/replica.md`` says what is real.

Nothing else of the project may learn from it: a spider that knows the replica proves nothing about the live sites.
"""
