# A manual is no guide: the words of the theme that would say so.
main-navigation = Parts of this manual
footer-navigation = About this manual
whole-guide = The whole manual on one page
whole-guide-link = Read, keep or print the whole manual on one page
not-found-text = The address may be old or mistyped. The links below lead to every part of the manual.
search-part = Part of this manual
