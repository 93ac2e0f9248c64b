"""Django tools that know no customer: environment, audit, scope, pages, jobs."""
