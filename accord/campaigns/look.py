"""How every letter looks: a sheet of paper under the sender's name, the footer below it; light or dark, wide or narrow.

Mail readers keep what is written on each element and may drop the rest: the style sheet only refines.
"""

SANS = "-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
SERIF = "Georgia, 'Times New Roman', serif"
WIDTH, MARGIN = 600, 40  # pixels, of the column and at either side of its words
INSIDE = WIDTH - 2 * MARGIN
HALF = (WIDTH - 2 * MARGIN - 32) // 2  # one of two columns, with 32 pixels between them
COLUMNS = {"left": f"8px 16px 8px {MARGIN}px", "right": f"8px {MARGIN}px 8px 16px"}

INK, QUIET, GREEN, PAPER, DESK = "#1f2522", "#5a625e", "#1d5b42", "#ffffff", "#f3f2ee"

HEAD = f"""<mj-head><mj-title>{{title}}</mj-title>{{preview}}<mj-attributes><mj-all font-family="{SANS}" />
<mj-text font-size="16px" line-height="1.6" color="{INK}" padding="8px {MARGIN}px" />
<mj-section padding="0" /><mj-button background-color="{GREEN}" color="#ffffff" font-size="16px" font-weight="bold"
 border-radius="8px" inner-padding="14px 28px" padding="12px {MARGIN}px 20px" />
<mj-image padding="12px {MARGIN}px" border-radius="6px" /></mj-attributes></mj-head>"""

MASTHEAD = f"""<mj-section padding="28px 0 14px"><mj-column><mj-text css-class="side" padding="0 {MARGIN}px">{{name}}
</mj-text></mj-column></mj-section>"""
NAME = f'<div class="name" style="font-size:15px;font-weight:bold;letter-spacing:.01em;color:{INK}">{{name}}</div>'
TITLE = (
    f'<h1 class="title" style="margin:0;font-family:{SERIF};font-size:32px;line-height:1.2;font-weight:bold;'
    'text-wrap:balance">{text}</h1>'
)

CARD = f"""<mj-wrapper css-class="card" background-color="{PAPER}" border-radius="12px" padding="28px 0 32px">
{{blocks}}</mj-wrapper>"""
FOOTER = f"""<mj-section padding="20px 0 40px"><mj-column><mj-text css-class="side" font-size="13px" line-height="1.5"
 color="{QUIET}" padding="0 {MARGIN}px">{{words}}</mj-text></mj-column></mj-section>"""

STYLE = f"""<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<style>.words p{{margin:0 0 14px}}.words ul,.words ol{{margin:0 0 14px;padding-left:22px}}.words li{{margin:0 0 6px}}
.words a,.footer a{{color:{GREEN}}}.footer p{{margin:0 0 8px}}
@media only screen and (max-width:479px){{.side,.left,.right{{padding-left:22px!important;padding-right:22px!important}}
.card{{border-radius:0!important}}.title{{font-size:27px!important}}}}
@media (prefers-color-scheme:dark){{body,.desk{{background-color:#151917!important}}
.card,.card>table{{background:#1e2421!important}}
.card div,.title,.name{{color:#e6eae7!important}}.words a,.footer a{{color:#7cc6a1!important}}
.footer p,.footer{{color:#a3aca7!important}}}}</style>"""
