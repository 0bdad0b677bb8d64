"""What every record has: periods, versions, locks, request keys and the audit trail."""
