"""What every room above writes with: ledger, clocks, outbox, jobs, access log, privacy, files, time."""
