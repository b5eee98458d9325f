# كلمات الواجهة بالعربية. المفاتيح هي نفسها في en.ftl.
# كلمات بسيطة وجمل قصيرة، بلا لوم.

## إطار الصفحة
skip-link = انتقل إلى المحتوى الرئيسي
emergency-line = هل هذه حالة طارئة؟
emergency-link = احصل على المساعدة الآن
main-navigation = أجزاء هذا الدليل
breadcrumbs = أنت هنا
language = اللغة
language-name = العربية
footer-navigation = عن هذا الدليل
pagination = الصفحة السابقة والصفحة التالية
previous = السابق
next = التالي
home = الصفحة الرئيسية
contents = المحتويات
on-this-page = في هذه الصفحة
draft = مسودة
report-mistake = أبلغ عن خطأ في هذه الصفحة
written-by = كتبه: { $author }.
licence = تجوز المشاركة بموجب
printed-from = طُبع من
og-locale = ar_AR
og-image-alt = رسم لدرجات تنزل إلى أسفل وبجانبها اسم الدليل
feed-title = جديد هذا الدليل
list-separator = ،

## التواريخ
date-written = كُتب في:
date-updated = حُدّث في:
date-reviewed = رُوجع في:
date-review-by = موعد المراجعة التالية:
not-reviewed = لم يراجعه طبيب أو مختص صحي.
date-long = { $day } { $month } { $year }
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

## الأدلة
evidence-grade = درجة الدليل
grade-a = دراسات متفقة على البشر أو إرشادات طبية
grade-b = أدلة محدودة على البشر
grade-c = دراسات على الحيوان أو في المختبر
grade-d = روايات المستخدمين، أو لا توجد دراسة
grade-x = ثبت خلافه أو غير آمن
scope-opioids = في أفيونات أخرى
scope-animals = في الحيوانات
scope-other-substances = في مواد أخرى
grades-note = تبيّن الحروف A وB وC وD وX مدى قوة الدليل.
grades-link = معنى الحروف

## المراجع والحواشي والكلمات
references = المراجع
reference-number = المرجع { $number }
back-to-text = العودة إلى النص
back-to-places = العودة إلى النص:
details-not-checked = لم نتحقق من التفاصيل
pubmed = PubMed
doi = DOI
cited-in = ورد في:
footnotes = الحواشي
footnote-number = الحاشية { $number }
back-to-footnote = العودة إلى النص من الحاشية { $number }
task-done = تم
task-open = لم يتم بعد
terms = كلمات مشروحة في هذه الصفحة
terms-all = شرح الكلمات
used-in = ورد في:
backlinks = صفحات تشير إلى هذه الصفحة

## قوائم الصفحات
topics = المواضيع
topic-title = الموضوع: { $topic }
all-topics = كل المواضيع
page-count =
    { $count ->
        [zero] لا صفحات
        [one] صفحة واحدة
        [two] صفحتان
        [few] { $count } صفحات
        [many] { $count } صفحة
       *[other] { $count } صفحة
    }
pages-in-section = في هذا الجزء
more-pages = صفحات أخرى
whole-guide = الدليل كله في صفحة واحدة
whole-guide-link = اقرأ الدليل كله في صفحة واحدة أو احفظه أو اطبعه

## صفحات غير موجودة
redirect = نُقلت هذه الصفحة
redirect-link = انتقل إلى العنوان الجديد
not-found-title = لم نجد هذه الصفحة
not-found-text = قد يكون العنوان قديمًا أو فيه خطأ في الكتابة. الروابط أدناه توصلك إلى كل أجزاء الدليل.

## الأطر
alert-note = ملاحظة
alert-tip = نصيحة
alert-important = مهم
alert-warning = تحذير
alert-caution = انتبه
callout-info = معلومة:
callout-important = مهم:
callout-warning = مهم:
notice-warning = مهم:
notice-urgent = عاجل:
notice-emergency = طارئ:
care-non-urgent = غير عاجل
care-urgent = عاجل
care-emergency = طارئ
do = افعل
dont = لا تفعل
key-points = أهم النقاط
image-description = وصف هذه الصورة
table-label = جدول

## خطوط المساعدة
helpline-emergency = الطوارئ:
helpline-website = الموقع
helpline-checked = جرى التحقق من الصفحة الرسمية في { $date }.
helpline-compared = لم يُتحقق من الصفحة الرسمية. قورن في { $date } مع: { $source }.
helpline-unchecked = لم يُتحقق من الصفحة الرسمية. آخر اطلاع في { $date }.
helpline-kind-crisis = خط الأزمات
helpline-kind-treatment = العلاج
helpline-kind-poison = استشارات التسمم
helpline-kind-advice = المشورة
