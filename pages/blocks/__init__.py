from .body import BodyBlock
from .data import ChartBlock, ResultsTableBlock
from .entries import (
    AchievementBlock,
    CompetencyBlock,
    EducationBlock,
    ExperienceBlock,
    HeadlineNumberBlock,
)
from .formula import FormulaBlock
from .links import ButtonBlock, ButtonsBlock, TargetBlock, TargetValue
from .lists import PublicationsBlock
from .media import EmbedBlock, FigureBlock, GalleryBlock, SiteImageBlock
from .table import NumberBlock
from .text import (
    INLINE_FEATURES,
    PROSE_FEATURES,
    CodeBlock,
    ContentsBlock,
    HeadingBlock,
    NoteBlock,
    PassageBlock,
    ProseBlock,
    QuoteBlock,
)
