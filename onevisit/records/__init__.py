"""What every room above writes with: ledger, clocks, outbox, jobs, idempotency, access log, privacy, files, time."""
