"""The papers below a summary, made in the worker: what is too large is left out, and the summary says so."""

from dataclasses import replace
from datetime import datetime

from surveys.core.exports import Order
from surveys.core.papers import MOST_BYTES, MOST_TOGETHER, Papers, for_everyone
from surveys.core.prompt import Document, Pages
from surveys.core.results import RoundData
from surveys.core.wording import summary as wording
from surveys.insight.export import write
from surveys.insight.lines import LEAST
from surveys.insight.page import page, quoted_in
from surveys.insight.report import compose


def with_papers(data: RoundData, papers: Papers, made_at: datetime) -> Pages:
    """The summary of `data` with its papers, whose bytes together with the pictures Discord takes in one message."""
    report = compose(data)
    pages = report.pages
    if not any(one.told >= LEAST for one in report.found.questions):
        return pages  # the summary says everything there is to say
    room = MOST_TOGETHER - sum(len(one.picture.data) for one in pages.sections if one.picture is not None)
    documents: list[Document] = []
    footer = [pages.footer]
    told = page(report, data, made_at)
    if len(told) > min(room, MOST_BYTES):
        told = page(report, data, made_at, pictures=False)
    if len(told) <= min(room, MOST_BYTES):
        documents.append(Document(papers.page_name, told))
        room -= len(told)
    else:
        footer.append(wording.REPORT_LARGE)
    shared = None if papers.book is None else for_everyone(data)
    if papers.book is not None and shared is not None:
        book = _book(replace(papers.book, data=shared))
        if book is not None and len(book) <= min(room, MOST_BYTES):
            documents.append(Document(papers.book_name, book))
        else:
            footer.append(wording.BOOK_LARGE)
    also = tuple(quoted_in(report)) if documents else ()
    return replace(pages, footer=" ".join(footer), documents=tuple(documents), also=also)


def _book(order: Order) -> bytes | None:
    """The workbook; None where it is too large. No file is left of it."""
    made = write(replace(order, most_bytes=MOST_BYTES, most_files=1))
    try:
        return None if made.oversize else made.files[0].read_bytes()
    finally:
        for path in made.files:
            path.unlink(missing_ok=True)
