"""A site for the tests of the real pages: a small demo hospital, the real dashboards, and a study to import."""

from pathlib import Path

from playwright.sync_api import Page

from carnet.records.demo import build_demo

ROWS = 300


def build_site(folder: Path) -> Path:
    """A hospital of 3,000 fictitious patients without notes; its folder."""
    build_demo(folder / "hospital", 3000, 7, notes=False)
    return folder / "hospital"


def write_study(path: Path) -> Path:
    """A clinical table as cBioPortal's site exports it."""
    lines = ["PATIENT_ID\tAGE\tSEX\tSTAGE\tOS_MONTHS\tOS_STATUS"]
    for i in range(ROWS):
        months = 3 + (i * 37 % 97) / (1 + i % 3)
        status = "1:DECEASED" if i % 5 < 3 else "0:LIVING"
        lines.append(f"P{i:03d}\t{30 + i % 50}\tFemale\t{('I', 'II', 'III')[i % 3]}\t{months:.1f}\t{status}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def curves(page: Page) -> list[str]:
    """The names of the groups drawn on the page of cohorts."""
    names: list[str] = page.evaluate(
        "() => document.querySelector('.carnet-plot').data.filter(t => t.visible === true && t.line?.shape === 'hv')"
        ".map(t => t.name)"
    )
    return names


def settle(page: Page) -> None:
    """Wait until the figure has stopped changing."""
    page.wait_for_timeout(1200)
