/* Unfolds the contents where they have a margin, and marks the current section: the last one
   whose heading is above the upper fifth of the window, or the last of all at the end of the
   page. Without this script the contents are a plain list. */
const contents = document.querySelector(".contents details");
const margin = matchMedia("(width >= 78rem)");
const links = [...contents.querySelectorAll("a")];
const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
const passed = new Set();
let isAtEnd = false;

const unfold = () => {
  contents.open = margin.matches;
};

const mark = () => {
  const current = isAtEnd ? links.length - 1 : headings.findLastIndex((one) => passed.has(one));
  for (const [position, link] of links.entries()) {
    if (position === current) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
  contents.scrollTop = (links[current]?.offsetTop ?? 0) - contents.clientHeight / 2;
};

unfold();
margin.addEventListener("change", unfold);

const sections = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) passed.add(target);
      else passed.delete(target);
    }
    mark();
  },
  { rootMargin: "9999999px 0px -80%" },
);
for (const heading of headings.filter(Boolean)) sections.observe(heading);

const end = new IntersectionObserver(
  ([entry]) => {
    isAtEnd = entry.isIntersecting && scrollY > 0;
    mark();
  },
  { threshold: 1 },
);
end.observe(document.querySelector(".site-foot"));
