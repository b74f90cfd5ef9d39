"""Time zones as people know them: guessed from a language, found by typing a city or a country.

The zone database (with its list of countries) is read once and taken as a constant of the world.
"""

import unicodedata
import zoneinfo
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

_LONGEST: Final = 100  # characters of a search that are looked at

#: Where most speakers of each of Discord's locales live, except American English and Latin American Spanish, which
#: are spoken in too many zones for a guess.
_HOME: Final = {
    "bg": "Europe/Sofia",
    "cs": "Europe/Prague",
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin",
    "el": "Europe/Athens",
    "en-GB": "Europe/London",
    "es-ES": "Europe/Madrid",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris",
    "hi": "Asia/Kolkata",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "id": "Asia/Jakarta",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "pt-BR": "America/Sao_Paulo",
    "ro": "Europe/Bucharest",
    "ru": "Europe/Moscow",
    "sv-SE": "Europe/Stockholm",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "vi": "Asia/Ho_Chi_Minh",
    "zh-CN": "Asia/Shanghai",
    "zh-TW": "Asia/Taipei",
}

#: What else people call the places of a zone: large cities, regions, names in their own language, abbreviations. The
#: zones stand roughly by how many people live in them; those that aren't here come after.
_KNOWN_AS: Final = """
Asia/Kolkata: Mumbai, Delhi, New Delhi, Bangalore, Bengaluru, Hyderabad, Chennai, Ahmedabad, Pune, Jaipur
Asia/Kolkata: Calcutta, Surat, Lucknow, Kochi, IST, भारत
Asia/Shanghai: Beijing, Peking, Shenzhen, Guangzhou, Chengdu, Tianjin, Wuhan, Chongqing, Hangzhou, 中国, 上海, 北京
America/New_York: NYC, Boston, Philadelphia, Washington, Miami, Atlanta, Orlando, Tampa, Charlotte, Pittsburgh
America/New_York: Baltimore, Cleveland, Cincinnati, Columbus, Buffalo, Eastern Time, EST, EDT, ET
America/New_York: Florida, Georgia, Ohio, Pennsylvania, New Jersey, Virginia, North Carolina, South Carolina
America/New_York: Massachusetts, Maryland, Connecticut, Maine, Vermont, New Hampshire, Rhode Island, Delaware
America/Sao_Paulo: Rio de Janeiro, Brasília, Belo Horizonte, Curitiba, Porto Alegre, Goiânia, Campinas, Santos
America/Sao_Paulo: Florianópolis, Vitória, BRT
Asia/Jakarta: Surabaya, Bandung, Semarang, Medan, Palembang, Yogyakarta, WIB
Europe/Moscow: Saint Petersburg, Nizhny Novgorod, Kazan, Rostov, Krasnodar, Voronezh, Москва, Санкт-Петербург, MSK
Asia/Karachi: Lahore, Islamabad, Faisalabad, Rawalpindi, Peshawar
Africa/Lagos: Abuja, Kano, Ibadan, Port Harcourt, WAT
Asia/Dhaka: Chittagong, Khulna
Asia/Tokyo: Osaka, Yokohama, Nagoya, Sapporo, Kyoto, Fukuoka, Kobe, Sendai, Hiroshima, 東京, 大阪, 日本, JST
Asia/Manila: Quezon City, Cebu, Davao, Philippine Time
America/Chicago: Houston, Dallas, San Antonio, Austin, Minneapolis, New Orleans, Nashville, Memphis, St. Louis
America/Chicago: Milwaukee, Kansas City, Oklahoma City, Central Time, CST, CDT, CT, Texas, Illinois, Wisconsin
America/Chicago: Minnesota, Louisiana, Alabama, Mississippi, Missouri, Iowa, Arkansas, Oklahoma, Tennessee, Nebraska
America/Mexico_City: Ciudad de México, CDMX, Guadalajara, Puebla, León, Querétaro, Mérida, Veracruz
Africa/Cairo: Alexandria, Giza, القاهرة, مصر
Asia/Ho_Chi_Minh: Saigon, Hanoi, Hà Nội, Đà Nẵng, Hải Phòng
Europe/Istanbul: Ankara, İzmir, Bursa, Antalya, Adana
Europe/Berlin: Hamburg, Munich, München, Cologne, Köln, Frankfurt, Stuttgart, Düsseldorf, Leipzig, Dresden, Hannover
Europe/Berlin: Bremen, Nuremberg, Nürnberg, Dortmund, Essen, Bavaria, Bayern, CET, CEST, MEZ
Asia/Tehran: Mashhad, Isfahan, Shiraz, Tabriz, تهران, ایران
Africa/Kinshasa: Matadi
Asia/Bangkok: Chiang Mai, Phuket, Pattaya, กรุงเทพ, ไทย
Europe/London: Birmingham, Manchester, Glasgow, Edinburgh, Liverpool, Leeds, Bristol, Cardiff, Belfast, Sheffield
Europe/London: England, Scotland, Wales, Northern Ireland, BST, GMT
Europe/Paris: Marseille, Lyon, Toulouse, Nice, Nantes, Bordeaux, Lille, Strasbourg, Montpellier
America/Los_Angeles: LA, San Francisco, San Diego, San Jose, Seattle, Portland, Las Vegas, Sacramento, Oakland
America/Los_Angeles: California, Washington State, Oregon, Nevada, Pacific Time, PST, PDT, PT
Africa/Johannesburg: Cape Town, Durban, Pretoria, Port Elizabeth, SAST
Europe/Rome: Milan, Milano, Roma, Naples, Napoli, Turin, Torino, Florence, Firenze, Venice, Bologna, Palermo
Africa/Nairobi: Mombasa, EAT
Asia/Yangon: Rangoon, Mandalay
Asia/Seoul: Busan, Incheon, Daegu, Daejeon, Gwangju, 서울, 부산, KST
America/Bogota: Bogotá, Medellín, Cali, Barranquilla, Cartagena
Europe/Madrid: Barcelona, Valencia, Seville, Sevilla, Zaragoza, Málaga, Bilbao
America/Argentina/Buenos_Aires: Buenos Aires, La Plata, Mar del Plata
America/Fortaleza: Ceará, Rio Grande do Norte, Natal, São Luís, Teresina
America/Bahia: Salvador, Feira de Santana
America/Recife: Pernambuco
America/Manaus: Amazonas
Africa/Algiers: Oran
Africa/Casablanca: Rabat, Marrakesh, Fes, Tangier, Agadir
Europe/Kyiv: Kiev, Kharkiv, Odesa, Dnipro, Lviv, Київ, Україна
Asia/Baghdad: Basra, Mosul
Europe/Warsaw: Kraków, Łódź, Wrocław, Poznań, Gdańsk, Katowice, Warszawa
America/Toronto: Montreal, Ottawa, Quebec, Québec, Hamilton, Ontario
Asia/Riyadh: Jeddah, Mecca, Medina, Dammam, الرياض
Asia/Kuala_Lumpur: Johor Bahru, Penang, George Town
Asia/Tashkent: Samarkand
America/Lima: Arequipa, Trujillo
America/Caracas: Maracaibo, Valencia
Africa/Accra: Kumasi
Asia/Kathmandu: Pokhara
Asia/Taipei: Kaohsiung, Taichung, Tainan, 台北, 臺灣, 台灣
Asia/Hong_Kong: Kowloon, 香港, HKT
Asia/Singapore: SGT
Asia/Dubai: Abu Dhabi, Sharjah, دبي
Asia/Jerusalem: Tel Aviv, Haifa, ירושלים, ישראל
Australia/Sydney: Newcastle, Wollongong, Canberra, New South Wales, NSW, AEST, AEDT
Australia/Melbourne: Geelong, Victoria
Australia/Brisbane: Gold Coast, Cairns, Townsville, Queensland
Australia/Perth: Western Australia, AWST
Australia/Adelaide: South Australia
Australia/Hobart: Tasmania
Australia/Darwin: Northern Territory
America/Santiago: Valparaíso, Concepción
America/Guayaquil: Quito, Cuenca
America/Guatemala: Antigua Guatemala
America/Santo_Domingo: Santiago de los Caballeros
America/Havana: La Habana
America/La_Paz: Santa Cruz de la Sierra, Cochabamba
America/Asuncion: Ciudad del Este
America/Costa_Rica: San José
America/Denver: Salt Lake City, Albuquerque, El Paso, Colorado Springs, Mountain Time, MST, MDT, MT
America/Denver: Colorado, Utah, New Mexico, Montana, Wyoming
America/Phoenix: Tucson, Arizona
America/Detroit: Michigan, Grand Rapids
America/Indiana/Indianapolis: Indiana, Fort Wayne
America/Kentucky/Louisville: Kentucky
America/Boise: Idaho
America/Anchorage: Alaska, Fairbanks
Pacific/Honolulu: Hawaii, Hawaiʻi
America/Puerto_Rico: San Juan
America/Vancouver: Victoria, British Columbia
America/Edmonton: Calgary, Alberta
America/Winnipeg: Manitoba
America/Regina: Saskatoon, Saskatchewan
America/Halifax: Nova Scotia, New Brunswick, Atlantic Time
America/St_Johns: Newfoundland
America/Monterrey: Saltillo
America/Tijuana: Mexicali
America/Cancun: Quintana Roo, Playa del Carmen
Europe/Bucharest: Cluj-Napoca, Timișoara, Iași, București
Europe/Amsterdam: Rotterdam, The Hague, Den Haag, Utrecht, Eindhoven, Holland
Europe/Brussels: Antwerp, Antwerpen, Ghent, Gent, Liège, Bruxelles
Europe/Athens: Thessaloniki, Αθήνα, Ελλάδα, EET
Europe/Lisbon: Porto, Lisboa, Braga
Europe/Stockholm: Gothenburg, Göteborg, Malmö, Uppsala
Europe/Prague: Praha, Brno, Ostrava
Europe/Budapest: Debrecen, Szeged
Europe/Vienna: Wien, Graz, Linz, Salzburg, Innsbruck
Europe/Zurich: Zürich, Geneva, Genève, Basel, Bern, Lausanne
Europe/Belgrade: Beograd, Novi Sad
Europe/Sofia: Plovdiv, Varna, София, България
Europe/Copenhagen: København, Aarhus, Odense
Europe/Helsinki: Espoo, Tampere, Turku
Europe/Oslo: Bergen, Trondheim, Stavanger
Europe/Dublin: Cork, Galway
Europe/Zagreb: Split, Rijeka
Europe/Vilnius: Kaunas
Europe/Minsk: Мінск, Беларусь
Asia/Yekaterinburg: Chelyabinsk, Ufa, Perm, Екатеринбург
Asia/Novosibirsk: Новосибирск
Europe/Samara: Самара
Asia/Vladivostok: Владивосток
Asia/Almaty: Astana, Алматы, Қазақстан
Asia/Makassar: Bali, Denpasar
Pacific/Auckland: Wellington, Christchurch, Hamilton, Aotearoa
Atlantic/Canary: Las Palmas, Tenerife
Asia/Ulaanbaatar: Ulan Bator
"""

#: What else people call a country, by its ISO code.
_COUNTRIES: Final = {
    "AE": "United Arab Emirates, UAE",
    "AT": "Österreich, Autriche",
    "BA": "Bosna i Hercegovina",
    "BE": "België, Belgique, Belgien",
    "BR": "Brasil, Brésil, Brasilien, ブラジル",
    "CD": "Democratic Republic of the Congo, DRC",
    "CH": "Schweiz, Suisse, Svizzera",
    "CI": "Ivory Coast",
    "CZ": "Czechia, Česko",
    "DE": "Deutschland, Allemagne, Alemania, Alemanha, ドイツ",
    "DK": "Danmark",
    "ES": "España, Espagne, Spanien, Espanha, スペイン",
    "FI": "Suomi",
    "FR": "Frankreich, Francia, França, フランス",
    "GB": "United Kingdom, UK, Great Britain, Reino Unido, Royaume-Uni, イギリス",
    "GR": "Hellas",
    "HR": "Hrvatska",
    "HU": "Magyarország",
    "IE": "Éire",
    "IT": "Italia, Italie, Italien, イタリア",
    "JP": "Nippon, Nihon, Japón, Japon, Japão",
    "KR": "South Korea, Republic of Korea, 한국, 대한민국",
    "LT": "Lietuva",
    "MA": "Maroc",
    "MX": "México, Mexique, Mexiko",
    "NL": "Nederland",
    "NO": "Norge",
    "PL": "Polska, Polen",
    "RU": "Россия",
    "SE": "Sverige",
    "TR": "Turkey, Türkiye",
    "US": "USA, United States of America, Estados Unidos, États-Unis, Vereinigte Staaten, アメリカ",
    "VN": "Việt Nam",
}

#: Letters that don't come apart into a plain one and its mark.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
    | dict.fromkeys("'’ʻʼ`.")
    | dict.fromkeys("_/-,()", " ")
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A zone and every name it goes by, folded, each with a space before it."""

    zone: str
    names: tuple[str, ...]


def guess_zone(locale: str | None, fallback: str) -> str:
    """The zone most speakers of a Discord locale live in, or `fallback` where no single one is most likely."""
    return _HOME.get(locale, fallback) if locale is not None else fallback


def search_zones(typed: str, most: int) -> tuple[str, ...]:
    """Up to `most` zones for what was typed of a city, region, country or zone; case and diacritics don't count.

    Best first: that very name, names beginning with it, names with a word beginning with it, names containing it,
    and last places to which all its words apply ("berlin germany"). Among equals the zone with more people. Nothing
    typed gives the zones with the most people.
    """
    wanted = _folded(typed[:_LONGEST])
    words = wanted.split()
    ranked = [
        (quality, rank, place.zone)
        for rank, place in enumerate(_places())
        if (quality := _quality(wanted, words, place)) is not None
    ]
    ranked.sort()
    return tuple(zone for _, _, zone in ranked[: max(most, 0)])


def is_zone(name: str) -> bool:
    """Whether `name` is the name of a zone, exactly as the zone database spells it."""
    return name in _database()


def _quality(wanted: str, words: list[str], place: _Place) -> int | None:
    """How well `place` fits, 0 best; None where it doesn't."""
    if not words:
        return 0
    found = [name for name in place.names if wanted in name]
    if found:
        if any(name == f" {wanted}" for name in found):
            return 0
        if any(name.startswith(f" {wanted}") for name in found):
            return 1
        return 2 if any(f" {wanted}" in name for name in found) else 3
    fits = all(any(f" {word}" in name for name in place.names) for word in words)
    return 4 if fits else None


def _folded(name: str) -> str:
    """`name` without case, diacritics and punctuation, its words one space apart."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).split())


@cache
def _database() -> frozenset[str]:
    # These two stand in the database's folder but name no place: the machine's own zone, and none at all.
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


@cache
def _places() -> tuple[_Place, ...]:
    """One place for each zone somebody lives in, and UTC; those with more people first."""
    names: dict[str, list[str]] = {}
    for zone, others in (line.split(": ") for line in _KNOWN_AS.split("\n") if line):
        names.setdefault(zone, []).extend(others.split(", "))
    countries = {code: [name, code] for code, name in _table("iso3166.tab")}
    for code, others in _COUNTRIES.items():
        countries[code].extend(others.split(", "))
    for code, _, zone, *_ in _table("zone.tab"):
        names.setdefault(zone, []).extend(countries[code])
    names["UTC"] = ["Coordinated Universal Time", "Greenwich Mean Time", "GMT", "Zulu"]
    return tuple(
        _Place(zone, tuple({f" {_folded(name)}": None for name in (zone, zone.rsplit("/")[-1], *others)}))
        for zone, others in names.items()
        if is_zone(zone)
    )


def _table(file: str) -> list[list[str]]:
    """The rows of one of the zone database's tables, split at its tabs."""
    text = resources.files("tzdata.zoneinfo").joinpath(file).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
