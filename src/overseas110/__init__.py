"""An auditable research report: from coded claims to findings that can be followed both ways."""
