"""Who is no person, by the User-Agent header: search engines, scripts, monitors.

Every browser in use calls itself Mozilla or, if it is an old one, Opera. What does and is
none says so by one of these words, or by the address where it explains itself.
"""

import re

BROWSER = re.compile(r"(?:Mozilla|Opera)/\d")
# Compiled with the first browser: to do so takes a hundredth of the start.
ROBOT = (
    # How they call themselves,
    r"bot\b|bot[^a-z]|robot|crawl|spider|slurp|scrap|fetch|archiv|feed|index|search"
    r"|seo\b|preview|proxy|scan|check|monitor|probe|pingdom|validat|python|nutch"
    r"|headless|lighthouse|phantom|selenium|puppeteer|playwright|prerender|screenshot"
    # which companies send them under no such name,
    r"|facebookexternalhit|meta-external|mediapartners|inspectiontool|read-aloud"
    r"|google-|googleother|yandex\w+/|baidu|embedly|dataprovider|chatgpt|claude"
    r"|perplexity|amazon-|censys|internet-?measur|palo ?alto|netcraft|nuclei|w3c[_-]"
    # and where they explain themselves.
    r"|https?://|\bwww\.|@"
)
# Phones that are named like one.
PHONE = re.compile(r"\bcubot\b", re.IGNORECASE)


def is_robot(agent):
    """Tell whether a User-Agent header is that of a program without a person before it."""
    if not BROWSER.match(agent):
        return True
    return re.search(ROBOT, PHONE.sub("", agent), re.IGNORECASE) is not None
