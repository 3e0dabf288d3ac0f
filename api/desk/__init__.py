"""What somebody who is logged in does: the same for routes and pages, whatever carries it."""
