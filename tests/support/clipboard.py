"""Clipboards and files as a browser hands them to the editor, and what programs put there."""

from pathlib import Path

from tests.support.image_files import draw, encode

DISPATCH = """([name, data, files, isDrop]) => {
    const transfer = new DataTransfer();
    for (const [type, text] of Object.entries(data)) transfer.setData(type, text);
    for (const { name, type, bytes } of files) {
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    }
    const options = { bubbles: true, cancelable: true };
    const event = isDrop
        ? new DragEvent(name, { ...options, dataTransfer: transfer })
        : new ClipboardEvent(name, { ...options, clipboardData: transfer });
    const target = isDrop ? document.querySelector(isDrop) : document.activeElement;
    return target.dispatchEvent(event);
}"""
# The HTML that programs put into a clipboard, of one text and of cells of spreadsheets: that of
# LibreOffice is written by it, the others by hand.
TEXTS, RANGES = (Path(__file__).parent / "clipboards" / name for name in ("texts", "ranges"))
WORD, EXCEL = (TEXTS / "word.html").read_text(), (RANGES / "excel.html").read_text()


def paste(tab, text="", html="", files=()):
    """Paste where the focus is, and tell whether the browser may act on it itself."""
    data = {"text/plain": text, **({"text/html": html} if html else {})}
    return tab.evaluate(DISPATCH, ["paste", data, list(files), None])


def paste_into(field, plain="", html=""):
    """Paste into a field, and tell whether the page has taken it."""
    field.focus()
    return not paste(field.page, plain, html)


def drop(tab, files, place):
    """Drop files, and tell whether the browser may act on them itself."""
    return tab.evaluate(DISPATCH, ["drop", {}, list(files), place])


def make_file(name="sea.png", width=64, type="image/png"):
    data = encode(draw(width), "PNG") if type == "image/png" else b"%PDF-1.4"
    return {"name": name, "type": type, "bytes": list(data)}
