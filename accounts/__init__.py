"""Who may do what: users, dated appointments, roles and permissions as code, sign-in and its limits."""
