# Arayüz sözleri, Türkçe. Anahtarlar en.ftl ile aynıdır.
# Yalın sözcükler, kısa cümleler; kimseyi suçlamadan.

## Sayfa çerçevesi
skip-link = Ana içeriğe geç
emergency-line = Acil bir durum mu var?
emergency-link = Hemen yardım al
main-navigation = Rehberin bölümleri
breadcrumbs = Buradasınız
language = Dil
language-name = Türkçe
footer-navigation = Bu rehber hakkında
pagination = Önceki ve sonraki sayfa
previous = Önceki
next = Sonraki
home = Ana sayfa
contents = İçindekiler
on-this-page = Bu sayfada
draft = Taslak
report-mistake = Bu sayfadaki bir hatayı bildirin
written-by = Yazan: { $author }.
licence = Paylaşım koşulları:
printed-from = Yazdırılan sayfa:
og-locale = tr_TR
og-image-alt = Aşağı inen basamakların çizimi, yanında rehberin adı
feed-title = Bu rehberdeki yenilikler
list-separator = ,

## Tarihler
date-written = Yazıldı:
date-updated = Güncellendi:
date-reviewed = Gözden geçirildi:
date-review-by = Bir sonraki gözden geçirme:
not-reviewed = Bir hekim ya da başka bir sağlık uzmanı gözden geçirmedi.
date-long = { $day } { $month } { $year }
month-1 = Ocak
month-2 = Şubat
month-3 = Mart
month-4 = Nisan
month-5 = Mayıs
month-6 = Haziran
month-7 = Temmuz
month-8 = Ağustos
month-9 = Eylül
month-10 = Ekim
month-11 = Kasım
month-12 = Aralık

## Kanıt
evidence-grade = Kanıt derecesi
grade-a = birbiriyle uyumlu insan araştırmaları ya da kılavuzlar
grade-b = insanlardan sınırlı kanıt
grade-c = hayvan ya da laboratuvar araştırmaları
grade-d = kullananların anlattıkları ya da araştırma yok
grade-x = yanlışlanmış ya da güvenli değil
scope-opioids = başka opioidlerde
scope-animals = hayvanlarda
scope-other-substances = başka maddelerde
grades-note = A, B, C, D ve X harfleri kanıtın ne kadar güçlü olduğunu gösterir.
grades-link = Harflerin anlamı

## Kaynaklar, notlar, sözcükler
references = Kaynaklar
reference-number = Kaynak { $number }
back-to-text = Metne dön
back-to-places = Metne dön:
details-not-checked = ayrıntılarını biz denetlemedik
pubmed = PubMed
doi = DOI
cited-in = Geçtiği sayfalar:
footnotes = Notlar
footnote-number = Not { $number }
back-to-footnote = Not { $number }: metne dön
task-done = Yapıldı
task-open = Yapılacak
terms = Bu sayfada açıklanan sözcükler
terms-all = Sözcüklerin anlamları
used-in = Geçtiği sayfalar:
backlinks = Buraya bağlantı veren sayfalar

## Sayfa listeleri
topics = Konular
topic-title = Konu: { $topic }
all-topics = Bütün konular
page-count =
    { $count ->
        [one] { $count } sayfa
       *[other] { $count } sayfa
    }
pages-in-section = Bu bölümde
more-pages = Başka sayfalar
whole-guide = Rehberin tamamı tek sayfada
whole-guide-link = Rehberin tamamını tek sayfada okuyun, saklayın ya da yazdırın

## Yerinde olmayan sayfalar
redirect = Bu sayfa taşındı
redirect-link = Yeni adrese git
not-found-title = Bu sayfayı bulamadık
not-found-text = Adres eski olabilir ya da yanlış yazılmış olabilir. Aşağıdaki bağlantılarla rehberin her bölümüne ulaşabilirsiniz.

## Kutular
alert-note = Not
alert-tip = İpucu
alert-important = Önemli
alert-warning = Uyarı
alert-caution = Dikkat
callout-info = Bilgi:
callout-important = Önemli:
callout-warning = Önemli:
notice-warning = Önemli:
notice-urgent = İvedi:
notice-emergency = Acil:
care-non-urgent = Acil değil
care-urgent = İvedi
care-emergency = Acil
do = Yapın
dont = Yapmayın
key-points = Önemli noktalar
image-description = Bu görselin açıklaması
table-label = Tablo

## Yardım hatları
helpline-emergency = Acil durum:
helpline-website = İnternet sitesi
helpline-checked = { $date } tarihinde resmî sayfasında denetlendi.
helpline-compared = Resmî sayfasında denetlenmedi. { $date } tarihinde şununla karşılaştırıldı: { $source }.
helpline-unchecked = Resmî sayfasında denetlenmedi. Son bakış: { $date }.
helpline-kind-crisis = Kriz hattı
helpline-kind-treatment = Tedavi
helpline-kind-poison = Zehir danışma
helpline-kind-advice = Danışma
