"""A drawing of the questions and what each one decides, for editors."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from app.keuzehulp.engine import Engine

ROW, LEFT, RIGHT, WIDTH = 22, 430, 760, 1200
COLOURS = ("#0b5563", "#a34c1a", "#4b3b8f", "#1d7a34", "#8a1c4a", "#5b5b00", "#00598a", "#7a3b00")


def draw(engine: Engine) -> str:
    """An SVG with the questions on the left, the regelingen on the right, and a line for each rule between them."""
    questions = list(engine.questions.values())
    uses = {page.slug: {q for c in conditions for q in c.node.questions()} for page, conditions in engine.rules}
    counts = {q.id: sum(q.id in found for found in uses.values()) for q in questions}
    height = ROW * (max(len(questions), len(uses)) + 3)
    step = (height - 3 * ROW) / max(len(questions), 1)
    spots = {q.id: 2 * ROW + round(step * (index + 0.5)) for index, q in enumerate(questions)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        "<title>De vragen van de keuzehulp en wat elke vraag beslist</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="{ROW}" text-anchor="end" font-weight="bold">Vraag (aantal regelingen)</text>',
        f'<text x="{RIGHT}" y="{ROW}" font-weight="bold">Regeling</text>',
    ]
    for index, (page, _) in enumerate(engine.rules):
        y = ROW * (index + 2) + 4
        for number, question in enumerate(questions):
            if question.id in uses[page.slug]:
                colour = COLOURS[number % len(COLOURS)]
                top = spots[question.id]
                line = f"M{LEFT + 8} {top}C{LEFT + 160} {top} {RIGHT - 160} {y} {RIGHT - 8} {y}"
                ends = f"data-van={quoteattr(question.id)} data-naar={quoteattr(page.slug)}"
                parts.append(f'<path d="{line}" fill="none" stroke="{colour}" stroke-opacity=".55" {ends}/>')
        parts.append(f'<text x="{RIGHT}" y="{y + 4}">{escape(page.meta.titel)}</text>')
    for number, question in enumerate(questions):
        label = escape(f"{question.kort or question.tekst} ({counts[question.id]})")
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<text x="{LEFT}" y="{spots[question.id] + 4}" text-anchor="end" fill="{colour}">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])
