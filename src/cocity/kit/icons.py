"""Our own icons: strokes on a 24 × 24 grid, drawn for this project. An icon without a label is decoration."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

STROKES = {
    "alert": '<path d="M12 3.5 2.5 20.5h19z"/><path d="M12 10v5M12 17.6v.1"/>',
    "bell": '<path d="M5 17.5h14l-2-3v-4a5 5 0 0 0-10 0v4zM10 20.5h4M12 5.5v-2"/>',
    "building": '<path d="M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>',
    "camera": '<path d="M3.5 8h4l1.5-2.5h6L16.5 8h4v11.5h-17z"/><circle cx="12" cy="13.5" r="3.5"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "document": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6"/>',
    "done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 3 3 5-5.8"/>',
    "download": '<path d="M12 4v11m-4.5-4.3L12 15.2l4.5-4.5M4.5 19.5h15"/>',
    "edit": '<path d="m4.5 19.5 1-4.5L16 4.5 19.5 8 9 18.5zM13.5 7 17 10.5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c-5 5-5 12 0 17M12 3.5c5 5 5 12 0 17"/>',
    "hand": '<path d="M8 12V6.5a1.5 1.5 0 0 1 3 0V11 5a1.5 1.5 0 0 1 3 0v6-4.5a1.5 1.5 0 0 1 3 0V15'
    'a6 6 0 0 1-11 3.3L4 14.5c1-1.5 2.5-1 4 .8z"/>',
    "home": '<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 9.5v10.5h12V9.5M10 20v-5.5h4V20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "left": '<path d="M20 12H4.5m6-6.5L4 12l6.5 6.5"/>',
    "lock": '<path d="M5.5 10.5h13v10h-13zM8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17zm0 .5 8.5 6.5 8.5-6.5"/>',
    "microphone": '<path d="M12 3.5a2.5 2.5 0 0 0-2.5 2.5v5.5a2.5 2.5 0 0 0 5 0V6A2.5 2.5 0 0 0 12 3.5z'
    'M6 11.5a6 6 0 0 0 12 0M12 17.5v3M8.5 20.5h7"/>',
    "open": '<circle cx="12" cy="12" r="8.5"/>',
    "pause": '<circle cx="12" cy="12" r="8.5"/><path d="M9.8 8.8v6.4M14.2 8.8v6.4"/>',
    "people": '<circle cx="9" cy="8" r="3.2"/><path d="M3 20a6 6 0 0 1 12 0M15.5 5.2a3.2 3.2 0 0 1 0 5.6'
    'M17.5 14.8A6 6 0 0 1 21 20"/>',
    "person": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20.5a7 7 0 0 1 14 0"/>',
    "phone": '<path d="M5 4h4l1.5 4.5L8 10.3a12 12 0 0 0 5.7 5.7l1.8-2.5L20 15v4c-8 2-17-7-15-15z"/>',
    "pin": '<path d="M12 21c-4.5-4.8-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2 6.2-6.5 11z"/>'
    '<circle cx="12" cy="10" r="2.3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 8.5v-5h10v5M7 17H4V8.5h16V17h-3M7 14h10v6.5H7z"/>',
    "return": '<path d="M9 5 4.5 9.5 9 14M5 9.5h9a5 5 0 0 1 0 10H8"/>',
    "right": '<path d="M4 12h15.5m-6-6.5L20 12l-6.5 6.5"/>',
    "scale": '<path d="M12 4v16M7 20h10M5 7h14M5 7l-2.5 6.5a3 3 0 0 0 5 0zM19 7l-2.5 6.5a3 3 0 0 0 5 0z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "speak": '<path d="M4 4.5h16v11.5h-9l-4.5 4v-4H4zM8 8.8h8M8 12.2h5"/>',
    "speaker": '<path d="M4 9.5v5h3.5l5 4.5V5l-5 4.5zM16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11"/>',
    "star": '<path d="m12 3.8 2.5 5.4 5.9.7-4.4 4 1.2 5.8L12 16.8l-5.2 2.9L8 13.9l-4.4-4 5.9-.7z"/>',
    "working": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
}


def icon(name: str, label: str = "") -> SafeString:
    """The SVG of an icon. With a label it speaks; without one it is hidden from readers. KeyError: no such icon."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        spoken,
        mark_safe(STROKES[name]),  # noqa: S308 - our own drawings above
    )
