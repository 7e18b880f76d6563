from .contributor import Author, Editor, Person
from .dated import DatedList
from .index import ProjectIndexPage
from .news import NewsLine
from .note import NotePage
from .note_index import NewsList, NoteIndexPage
from .project import ProjectPage, ProjectPublication
from .publication import PublicationPage
from .publication_import import ImportedEntry, PublicationImport
from .publication_index import PublicationIndexPage, PublicationList, SelectedPublication
from .topic import NoteTopic, ProjectTopic, PublicationTopic, Topic
