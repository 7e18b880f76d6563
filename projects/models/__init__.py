from .contributor import Author, Editor, Person
from .index import ProjectIndexPage, ProjectList
from .project import ProjectPage, ProjectPublication
from .publication import PublicationPage
from .publication_import import ImportedEntry, PublicationImport
from .publication_index import PublicationIndexPage, PublicationList, SelectedPublication
from .topic import ProjectTopic, PublicationTopic, Topic
