"""The icons: our own line drawings on a grid of 24, one stroke, the colour of the text around."""

DRAWINGS = {
    "alert": '<path d="M12 4.5l8.5 15h-17zM12 10v4M12 16.8v.01"/>',
    "arrow": '<path d="M5 12h14M13.5 6.5L19 12l-5.5 5.5"/>',
    "back": '<path d="M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3"/>',
    "book": (
        '<path d="M5 5.5A1.5 1.5 0 0 1 6.5 4H19v16H6.5A1.5 1.5 0 0 1 5 18.5zM5 18.5A1.5 1.5 0 0 1 '
        '6.5 17H19"/>'
    ),
    "bookmark": '<path d="M7 4h10v16l-5-4-5 4z"/>',
    "building": (
        '<path d="M5 20V5a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1v15M15 10h3a1 1 0 0 1 1 1v9M3.5 20h17M8.5 '
        '8h3M8.5 12h3M8.5 16h3"/>'
    ),
    "calendar": (
        '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>'
    ),
    "chart": '<path d="M4 20h16M7 16v-5M12 16V6M17 16V9"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.2"/><path d="M12 7.5V12l3 2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "columns": '<path d="M4 5h16v14H4zM9.5 5v14M14.5 5v14"/>',
    "cookie": (
        '<path d="M20 12.5A8 8 0 1 1 11.5 4a3.5 3.5 0 0 0 4 4.5 3.5 3.5 0 0 0 4.5 4zM9 10v.01M9.5 '
        '15v.01M14 14v.01"/>'
    ),
    "copy": (
        '<rect x="8.5" y="8.5" width="11" height="11" rx="1.5"/><path d="M15.5 8.5V5a.5.5 0 0 '
        '0-.5-.5H5a.5.5 0 0 0-.5.5v10a.5.5 0 0 0 .5.5h3.5"/>'
    ),
    "desktop": '<rect x="3.5" y="5" width="17" height="11" rx="1.5"/><path d="M9 20h6M12 16v4"/>',
    "document": (
        '<path d="M6 3.5h8l4 4V20a.5.5 0 0 1-.5.5h-11A.5.5 0 0 1 6 20zM13.5 3.5V8H18M9 12.5h6M9 16h6"/>'
    ),
    "down": '<path d="M6.5 9.5l5.5 5.5 5.5-5.5"/>',
    "download": '<path d="M12 4.5v10M7.5 10.5l4.5 4.5 4.5-4.5M5 19.5h14"/>',
    "drag": '<path d="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01" stroke-width="2.6"/>',
    "edit": '<path d="M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5"/>',
    "external": (
        '<path d="M13.5 4.5h6v6M19.5 4.5L11 13M16.5 14v5a.5.5 0 0 1-.5.5H5a.5.5 0 0 1-.5-.5V8a.5.5 0 '
        '0 1 .5-.5h5"/>'
    ),
    "eye": (
        '<path d="M2.5 12s3.5-6.5 9.5-6.5S21.5 12 21.5 12s-3.5 6.5-9.5 6.5S2.5 12 2.5 12z"/><circle '
        'cx="12" cy="12" r="2.8"/>'
    ),
    "filter": '<path d="M4 5.5h16l-6.5 7.5v6l-3-1.5v-4.5z"/>',
    "globe": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.5 2.4 3.6 5.3 3.6 8.5s-1.1 '
        '6.1-3.6 8.5c-2.5-2.4-3.6-5.3-3.6-8.5s1.1-6.1 3.6-8.5"/>'
    ),
    "heart": (
        '<path d="M12 19.5s-7.5-4.4-7.5-10A4.2 4.2 0 0 1 12 7a4.2 4.2 0 0 1 7.5 2.5c0 5.6-7.5 10-7.5 10z"/>'
    ),
    "home": '<path d="M4 11l8-7 8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z"/>',
    "image": (
        '<rect x="3.5" y="5" width="17" height="14" rx="1.5"/><circle cx="9" cy="10" r="1.5"/><path '
        'd="M4 17l5-4.5 3.5 3 3-2.5 4.5 4"/>'
    ),
    "inbox": '<path d="M4 13l2.5-8h11L20 13v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13h4.5l1 2.5h5l1-2.5H20"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.01"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5l8.5-8.5M16 7.5l2.5 2.5"/>',
    "left": '<path d="M14.5 6.5L9 12l5.5 5.5"/>',
    "link": (
        '<path d="M10 14a3.5 3.5 0 0 0 5 0l3.5-3.5a3.5 3.5 0 0 0-5-5L12.5 6.5M14 10a3.5 3.5 0 0 0-5 '
        '0l-3.5 3.5a3.5 3.5 0 0 0 5 5l1-1"/>'
    ),
    "list": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "lock": (
        '<rect x="5.5" y="10.5" width="13" height="9.5" rx="1.5"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 '
        '7 0v2.5"/>'
    ),
    "logout": '<path d="M10 4.5H5.5V19.5H10M9.5 12h10M15.5 8l4 4-4 4"/>',
    "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="M4 7l8 6 8-6"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "merge": (
        '<path d="M6 4v3a5 5 0 0 0 5 5h1a5 5 0 0 1 5 5v3M17 4v3a5 5 0 0 1-2.5 4.3M13.5 17l3.5 3.5 3.5-3.5"/>'
    ),
    "mobile": '<rect x="7.5" y="3.5" width="9" height="17" rx="2"/><path d="M11 17.5h2"/>',
    "more": '<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="2.6"/>',
    "no": '<circle cx="12" cy="12" r="8.2"/><path d="M8.5 12h7"/>',
    "note": '<path d="M5 4.5h14V15l-4.5 4.5H5zM14.5 19.5V15H19M8.5 9h7M8.5 12.5h4"/>',
    "pause": '<path d="M9 6v12M15 6v12" stroke-width="2.4"/>',
    "people": (
        '<circle cx="9" cy="8" r="3.2"/><path d="M3.5 19c.6-3.2 2.8-5 5.5-5s4.9 1.8 5.5 5M15.8 '
        '5.1a3.2 3.2 0 0 1 0 5.8M17.3 14.5c1.7.8 2.8 2.4 3.2 4.5"/>'
    ),
    "phone": (
        '<path d="M5 4.5h3.5l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5V19a1.5 1.5 0 0 1-1.6 1.5C10.5 '
        '20 4 13.5 3.5 6.1A1.5 1.5 0 0 1 5 4.5z"/>'
    ),
    "play": '<path d="M8 5.5v13l10.5-6.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "question": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M9.8 9.7a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2 1-1.2 '
        '1.9M12 16.3v.01"/>'
    ),
    "refresh": '<path d="M19 8.5A8 8 0 0 0 4.5 10M5 15.5A8 8 0 0 0 19.5 14M19.5 4.5v4.5H15M4.5 19.5V15H9"/>',
    "reply": '<path d="M10 6L4.5 11.5 10 17M4.5 11.5H14a5.5 5.5 0 0 1 5.5 5.5v2"/>',
    "right": '<path d="M9.5 6.5l5.5 5.5-5.5 5.5"/>',
    "seal": (
        '<circle cx="12" cy="9.5" r="5.5"/><path d="M8.5 14l-1.5 6.5 5-2.5 5 2.5-1.5-6.5M9.8 9.7l1.6 '
        '1.6 2.9-3.2"/>'
    ),
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
    "send": '<path d="M4 12L20 4.5 15 20l-3.5-6z M11.5 14L20 4.5"/>',
    "settings": (
        '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>'
    ),
    "shield": '<path d="M12 3.5l7 2.5v5.5c0 4.3-2.9 7.4-7 9-4.1-1.6-7-4.7-7-9V6z"/>',
    "star": '<path d="M12 4.5l2.3 4.8 5.2.7-3.8 3.6.9 5.2L12 16.3l-4.6 2.5.9-5.2L4.5 10l5.2-.7z"/>',
    "tag": '<path d="M4 12V5a1 1 0 0 1 1-1h7l8 8-8 8zM8.5 8.5v.01"/>',
    "trash": '<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5"/>',
    "sales": '<path d="M4 19.5h16M6 16l4-4.5 3 2.5 5.5-7M14.5 7H18.5v4"/>',
    "up": '<path d="M6.5 14.5L12 9l5.5 5.5"/>',
    "upload": '<path d="M12 15V5M7.5 9.5L12 5l4.5 4.5M5 19.5h14"/>',
    "user": '<circle cx="12" cy="8.5" r="3.7"/><path d="M4.5 20c.7-3.8 3.6-6 7.5-6s6.8 2.2 7.5 6"/>',
    "yes": '<circle class="full" cx="12" cy="12" r="9"/><path class="hole" d="M8 12.3l2.8 2.8L16 9.4"/>',
}
