"""A form with a file: read in memory alone, once it is known who sends it, and no more than fits."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from lrc_portal import acting
from lrc_portal.acting import Permission, Viewer
from lrc_portal.identity.front_door import not_here
from lrc_portal.identity.pages import LANGUAGE_COOKIE, Visit, go, length_of, plain_visit, set_language
from lrc_portal.taking_along.opening import LARGEST
from lrc_portal.words.marks import Problem, Sentence, mark

TOO_LARGE = mark("This file is larger than 10 MB, and more does not fit here.")
NOT_WHOLE = mark("The file did not arrive whole. Send it once more.")
NONE = mark("Choose a file first.")
_AROUND = 64 * 1024
"""What a form weighs beside its file."""

ShowTo = Callable[[Visit, Viewer], Response]
Received = Callable[[Visit, Viewer, bytes], Response]
Refuse = Callable[[Visit, list[Problem]], Response]


class _InMemory(MultiPartParser):
    """It never puts a file onto a disk, where it would stand as it is."""

    spool_max_size = LARGEST + _AROUND


def keeps_a_record(visit: Visit) -> Viewer | Response:
    """Who is signed in and may bring a record here; otherwise what they are answered."""
    viewer = visit.viewer()
    if viewer is None:
        return go("/sign-in?next=/account")
    return viewer if acting.may(viewer, Permission.KEEP_A_RECORD) else not_here(visit.request)


def in_language_of(visit: Visit, viewer: Viewer) -> Visit:
    """The visit in the person's own language, where none was chosen on this browser."""
    if visit.chosen or LANGUAGE_COOKIE in visit.request.cookies:
        return visit
    return replace(visit, language=viewer.language)


def shown_to_whoever_keeps_a_record(show: ShowTo) -> Callable[[Visit], Response]:
    """A page of theirs, as a plain function of the visit."""

    def answer(visit: Visit) -> Response:
        viewer = keeps_a_record(visit)
        return viewer if isinstance(viewer, Response) else show(in_language_of(visit, viewer), viewer)

    return answer


def upload_page(show: ShowTo, received: Received, refuse: Refuse) -> Callable[[Request], Awaitable[Response]]:
    """The answer to an address with a form for one file. Nobody's file is read before they are known."""

    async def answer(request: Request) -> Response:
        visit = plain_visit(request)
        viewer = await run_in_threadpool(keeps_a_record, visit)
        if isinstance(viewer, Response):
            return viewer
        visit = in_language_of(visit, viewer)
        if request.method != "POST":
            response = await run_in_threadpool(show, visit, viewer)
            if visit.asked("language") and visit.chosen and request.method != "HEAD":
                set_language(response, visit.chosen)
            return response
        length = length_of(request)
        if length is None:
            return Response(status_code=411)
        if length > LARGEST + _AROUND:
            return await run_in_threadpool(refuse, visit, [Problem("file", Sentence(TOO_LARGE))])
        try:
            file = await _file_of(request.headers, request.stream())
        except (MultiPartException, KeyError):
            return await run_in_threadpool(refuse, visit, [Problem("file", Sentence(NOT_WHOLE))])
        if not file:
            return await run_in_threadpool(refuse, visit, [Problem("file", Sentence(NONE))])
        if len(file) > LARGEST:
            return await run_in_threadpool(refuse, visit, [Problem("file", Sentence(TOO_LARGE))])
        return await run_in_threadpool(received, visit, viewer, file)

    return answer


async def _file_of(headers: Headers, stream: AsyncGenerator[bytes, None]) -> bytes:
    """The bytes in the form's field `file`; empty where there is none."""
    if not headers.get("content-type", "").startswith("multipart/form-data"):
        return b""
    form = await _InMemory(headers, stream, max_files=1, max_fields=4, max_part_size=_AROUND).parse()
    try:
        file = form.get("file")
        return await file.read() if isinstance(file, UploadFile) else b""
    finally:
        await form.close()
