"""A scheduled re-harvest, in the words of the scheduler that the machine has: systemd, cron or Windows' own."""
