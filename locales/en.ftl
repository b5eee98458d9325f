# Words of the interface, English. One key a line; templates ask with t(key="…"), the program by the same keys.
# Plain words, short sentences, no blame.

## Frame of the page
skip-link = Skip to main content
emergency-line = Is this an emergency?
emergency-link = Get help now
main-navigation = Parts of this guide
breadcrumbs = You are here
language = Language
language-name = English
footer-navigation = About this guide
pagination = Previous and next page
previous = Previous
next = Next
home = Home
contents = Contents
on-this-page = On this page
draft = Draft
report-mistake = Report a mistake on this page
written-by = Written by { $author }.
licence = Free to share under
printed-from = Printed from
og-locale = en_US
og-image-alt = Drawing of steps that lead down, beside the name of the guide
feed-title = Updates to this guide
list-separator = ,

## Dates
date-written = Written:
date-updated = Updated:
date-reviewed = Reviewed:
date-review-by = Next review due:
not-reviewed = Not reviewed by a clinician.
date-long = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## Evidence
evidence-grade = Evidence grade
grade-a = consistent human studies or guidelines
grade-b = limited human evidence
grade-c = animal or laboratory studies
grade-d = reports by users, or no study
grade-x = contradicted or unsafe
scope-opioids = in other opioids
scope-animals = in animals
scope-other-substances = in other substances
grades-note = The letters A, B, C, D and X show how strong the evidence is.
grades-link = What the letters mean

## References, notes, words
references = References
reference-number = Reference { $number }
back-to-text = Back to the text
back-to-places = Back to the text:
details-not-checked = details not checked by us
pubmed = PubMed
doi = DOI
cited-in = Cited in:
footnotes = Notes
footnote-number = Note { $number }
back-to-footnote = Back to the text from note { $number }
task-done = Done
task-open = To do
terms = Words explained on this page
terms-all = Words explained
used-in = Used in:
backlinks = Pages that link here

## Lists of pages
topics = Topics
topic-title = Topic: { $topic }
all-topics = All topics
page-count =
    { $count ->
        [one] { $count } page
       *[other] { $count } pages
    }
pages-in-section = In this part
more-pages = More pages
whole-guide = The whole guide on one page
whole-guide-link = Read, keep or print the whole guide on one page

## Pages that are not there
redirect = This page has moved
redirect-link = Go to the new address
not-found-title = We cannot find this page
not-found-text = The address may be old or mistyped. The links below lead to every part of the guide.

## Boxes
alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Take care
callout-info = Information:
callout-important = Important:
callout-warning = Important:
notice-warning = Important:
notice-urgent = Urgent:
notice-emergency = Emergency:
care-non-urgent = Not urgent
care-urgent = Urgent
care-emergency = Emergency
do = Do
dont = Do not
key-points = Key points
image-description = Description of this picture
table-label = Table

## Help lines
helpline-emergency = Emergency:
helpline-website = Website
helpline-checked = Checked on the official page on { $date }.
helpline-compared = Not checked on the official page. Compared on { $date } with: { $source }.
helpline-unchecked = Not checked on the official page. Last looked at on { $date }.
helpline-kind-crisis = Crisis line
helpline-kind-treatment = Treatment
helpline-kind-poison = Poison advice
helpline-kind-advice = Advice
