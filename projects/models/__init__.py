from .contributor import Author, Editor, Person
from .index import ProjectIndexPage, ProjectList, PublicationIndexPage, SelectedPublication
from .project import ProjectPage, ProjectPublication
from .publication import PublicationPage
from .publication_import import ImportedEntry, PublicationImport
from .topic import ProjectTopic, PublicationTopic, Topic
