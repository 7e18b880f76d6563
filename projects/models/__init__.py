from .index import ProjectIndexPage, ProjectList, PublicationIndexPage
from .project import ProjectPage, ProjectPublication
from .publication import Author, PublicationPage
from .topic import ProjectTopic, Topic
