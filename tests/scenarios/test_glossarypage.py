from models.glossary import glossary
from scenarios.glossarypage import PAGE, glossary_page


def test_the_page_is_made_of_the_words() -> None:
    old = PAGE.read_text("utf-8")
    assert glossary_page(old) == old
    assert any(term.zh == "责任区" for section in glossary().sections for term in section.terms)
