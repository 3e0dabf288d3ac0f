"""`python -m api` is `dudao`."""

from api.main import app

if __name__ == "__main__":
    app(prog_name="dudao")
