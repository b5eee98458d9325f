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

## Azaltma hesaplayıcısı: çizelge. Program her { $yer } için değeri yazar; hiçbiri
## silinmemeli, yalnız -one ile biten anahtarlarda yer olmayabilir.
taper-month-1 = { month-1 }
taper-month-2 = { month-2 }
taper-month-3 = { month-3 }
taper-month-4 = { month-4 }
taper-month-5 = { month-5 }
taper-month-6 = { month-6 }
taper-month-7 = { month-7 }
taper-month-8 = { month-8 }
taper-month-9 = { month-9 }
taper-month-10 = { month-10 }
taper-month-11 = { month-11 }
taper-month-12 = { month-12 }
taper-date = { $day } { $month } { $year }
taper-decimal = ,
taper-separator = ,
taper-note-separator = ;
taper-amount = { $number }{"\u00A0"}{ $unit }
taper-share = %{ $number }
taper-days = { $count } gün
taper-days-one = 1 gün
taper-weeks = { $count } hafta
taper-weeks-one = 1 hafta
taper-steps = { $count } adım
taper-steps-one = 1 adım
taper-weeks-and-days = { $weeks } ({ $days })
taper-a-day = günde { $amount }
taper-time-number = Günün { $number }. dozu
taper-time-amount = { $time } { $amount }
taper-none = –
taper-open-end = bitiş tarihi yok
taper-caption = { $start } gününden başlayan adımlar, tarihleri ve miktarlarıyla
taper-table-name = Bütün adımların tablosu
taper-head-step = Sıra
taper-head-from = Başlangıç
taper-head-to = Bitiş
taper-head-days = Gün
taper-head-amount = Günlük
taper-head-cut = Öncekinden ne kadar az
taper-head-share-present = Şimdiki dozun yüzdesi
taper-head-share-start = Başlangıcın yüzdesi
taper-head-note = Not
taper-note-present = şimdiki miktar
taper-note-capped = daha küçük bir adım, çünkü hiçbir adım sınırdan büyük olamaz
taper-note-coarse = tartınız daha küçük bir adıma elvermiyor, bu yüzden daha uzun sürer
taper-note-slowed = haftalar içindeki düşüş sınırı aşmasın diye daha uzun sürer
taper-note-paused = seçtiğiniz gibi { $days } daha uzun sürer
taper-note-stop = { $amount } daha az, dozun tamamı
taper-note-stay = bu miktarda kalırsınız
taper-advice-coarse = Her adım seçtiğinizden büyük, çünkü ölçebildiğiniz en küçük değişiklik bu. Toz tartısı ile daha küçük adımlar atılabilir.
taper-total-length = Süre
taper-total-steps = Adım sayısı
taper-total-end = Bitiş günü
taper-total-reached = Varış günü
taper-total-product = Toplam gereken miktar
taper-total-largest = En büyük adım
taper-total-stop = Son adım
taper-largest = önceki dozun { $share } kadarı
taper-chart-title = { $start } ile { $end } arasında günlük miktar
taper-chart-description = Çizgi { $start } günü günde { $from } ile başlar, { $end } günü günde { $to } düzeyine iner: { $steps }. Aşağıdaki tabloda her adım var.
taper-chart-caption = Haftalara göre günlük miktar. Aşağıdaki tabloda aynı sayılar var.
taper-chart-amount = günde { $unit }
taper-chart-weeks = hafta
taper-key-coarse = daha uzun: tartı daha küçük bir adıma elvermiyor
taper-key-slowed = daha uzun: haftalar içindeki sınır
taper-key-paused = daha uzun: siz seçtiniz
taper-text-title = { $start } gününden başlayan adımlar
taper-text-total = { $name }: { $value }
taper-text-row = { $number }. { $from } – { $to } ({ $days }): { $words }
taper-text-row-last = { $number }. { $from } gününden sonra: { $words }
taper-text-cut = { $amount } daha az, önceki dozun { $share } kadarı
taper-calendar-summary = Plan, sıra { $number }
taper-status = { $steps }, bitiş { $date }, en büyük adım { $share }
taper-status-stop-only = 1 adım, bitiş { $date }, dozun tamamından sıfıra
taper-length-line = { $length }, { $steps }, bitiş { $date }
