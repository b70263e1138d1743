// German, Spanish, French, Italian, Portuguese and Dutch, and the commonest Japanese words. Left out are words that
// mean something else in English column names: "data", "fine", "tag", "via", "estate". German compounds are cut at
// their last part. A case this gets wrong: "nombre" is taken as Spanish for name, not French for number.

#include "analysis/profile/foreign_names.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/utf8.h"

namespace lakecode::profile {

namespace {

struct Entry {
  std::string_view english;
  std::string_view foreign;  ///< blank-separated, folded
};

constexpr std::array<Entry, 78> kEntries{{
    {"number", "nummer numero nro"},
    {"quantity", "menge anzahl stuckzahl stueck stuck cantidad quantite quantita quantidade aantal 数量 個数"},
    {"price", "preis einzelpreis precio prix prezzo preco prijs 価格 単価"},
    {"amount", "betrag summe importe montant importo bedrag 金額"},
    {"revenue", "umsatz ingresos ricavi receita omzet ventas ventes"},
    {"cost", "kosten costo coste cout custo"},
    {"age", "alter edad idade leeftijd"},
    {"weight", "gewicht peso poids"},
    {"height", "hohe hoehe altura hauteur altezza hoogte"},
    {"length", "lange laenge longueur lunghezza comprimento lengte"},
    {"stock", "bestand lagerbestand existencias giacenza estoque voorraad"},
    {"pages", "seiten paginas pagine"},
    {"tax", "steuer mwst ust impuesto iva taxe imposta imposto btw"},
    {"balance", "saldo solde kontostand"},
    {"discount", "rabatt descuento remise sconto desconto korting"},
    {"start", "beginn anfang inicio debut inizio desde dep begin"},
    {"end", "ende fin fim bis hasta einde ablauf arr"},
    {"birth", "geburt geburts nacimiento naissance nascita nascimento geboorte geboren 生年月日"},
    {"date", "datum fecha 日付 日時"},
    {"created", "angelegt erstellt anlage creado cree creato criado aangemaakt erfasst alta"},
    {"updated", "geandert geaendert aktualisiert modificado actualizado modifie aggiornato atualizado gewijzigd"},
    {"order", "bestell bestellung auftrag auftrags pedido commande ordine encomenda bestelling"},
    {"ordered", "bestellt ordenado"},
    {"shipped",
     "versandt versendet versand enviado envio expedie expedition expedicao spedito spedizione verzonden verzending"},
    {"delivered", "geliefert entregado livree consegnato entregue geleverd"},
    {"delivery", "lieferung liefer entrega livraison consegna levering"},
    {"due", "fallig faellig falligkeit faelligkeit vencimiento echeance scadenza vervaldatum"},
    {"paid", "bezahlt gezahlt pagado paye pagato betaald"},
    {"payment", "zahlung zahlungs pago paiement pagamento betaling"},
    {"closed", "geschlossen cerrado ferme chiuso gesloten"},
    {"opened", "eroffnet eroeffnet abierto ouvert aperto geopend"},
    {"cancelled", "storniert gekundigt gekuendigt anulado annule annullato cancelado geannuleerd"},
    {"phone", "telefon rufnummer telefono telefone telefoon handy mobil mobilnummer movil celular portable 電話"},
    {"email", "mail correo courriel epost メール"},
    {"firstname", "vorname rufname prenom prenoms voornaam"},
    {"lastname", "nachname familienname zuname apellido apellidos cognome sobrenome achternaam"},
    {"name", "nome nom nombre naam imie nazwisko 氏名 名前"},
    {"address", "adresse anschrift direccion domicilio indirizzo endereco adres 住所"},
    {"street", "strasse calle rue straat"},
    {"city", "ort stadt wohnort ciudad ville citta cidade plaats poblacion 都市"},
    {"zip", "plz postleitzahl"},
    {"country", "land pays pais paese"},
    {"customer", "kunde kunden cliente clientes client klant"},
    {"comment",
     "kommentar bemerkung bemerkungen anmerkung comentario comentarios commentaire observaciones opmerking notiz"},
    {"description", "beschreibung descripcion descrizione descricao omschrijving"},
    {"id", "identifiant identificador kennung identificativo"},
    {"status", "zustand estado etat stato"},
    {"code", "kennzeichen codigo codice kurzel kuerzel"},
    {"salary", "gehalt lohn salario sueldo salaire stipendio"},
    {"value", "wert valor valeur valore waarde"},
    {"total", "gesamt gesamtbetrag somme totale totaal"},
    {"temperature", "temperatur temperatura"},
    {"hours", "stunden horas heures uren"},
    {"days", "tage dias jours giorni dagen"},
    {"active", "aktiv activo actif attivo ativo actief"},
    {"distance", "entfernung strecke distancia distanza afstand"},
    {"duration", "dauer duracion duree durata duracao duur"},
    {"ssn",
     "dni nif nie cpf cnpj curp bsn pesel sozialversicherungsnummer svnr nir nino aadhaar steuernummer steuerid"},
    {"account", "konto kontonummer cuenta compte conto conta rekening"},
    {"year", "jahr ano annee anno jaar"},
    {"month", "monat mes mois mese maand"},
    {"week", "woche semana semaine settimana"},
    {"valid", "gultig gueltig vigente valide valido geldig"},
    {"gender", "geschlecht sexo sexe sesso geslacht"},
    {"reason", "grund motivo motif raison reden"},
    {"title", "titel titulo titre titolo subtitulo untertitel"},
    {"invoice", "rechnung rechnungs factura facture fattura fatura factuur"},
    {"supplier", "lieferant proveedor fournisseur fornitore leverancier"},
    {"employee", "mitarbeiter personal empleado employe dipendente medewerker"},
    {"passport", "reisepass ausweis pasaporte passeport passaporto"},
    {"insurance", "versicherung versicherungs seguro assurance assicurazione verzekering"},
    {"patient", "paciente paziente"},
    {"hired", "eintritt eintritts contratacion embauche assunzione"},
    {"admission", "aufnahme ingreso ricovero internacao opname einweisung"},
    {"discharge", "entlassung dimissione ontslag egreso"},
    {"from", "von ab dal dalla"},
    {"until", "al jusque"},
    {"flag", "merkmal"},
}};

/// Last parts of German compounds; the rest, without its linking letters, is looked up on its own.
constexpr std::array<std::string_view, 18> kCompoundEnds{"datum",   "nummer",  "betrag", "preis",   "menge",   "anzahl",
                                                         "strasse", "adresse", "kosten", "gewicht", "bestand", "dauer",
                                                         "beginn",  "ende",    "wert",   "stand",   "steuer",  "name"};

const std::map<std::string_view, std::string_view>& dictionary() {
  static const std::map<std::string_view, std::string_view> kWords = [] {
    std::map<std::string_view, std::string_view> words;
    for (const Entry& entry : kEntries) {
      std::size_t start = 0;
      while (start < entry.foreign.size()) {
        const std::size_t end = std::min(entry.foreign.find(' ', start), entry.foreign.size());
        words.emplace(entry.foreign.substr(start, end - start), entry.english);
        start = end + 1;
      }
    }
    return words;
  }();
  return kWords;
}

/// Base letters of U+00C0 to U+017F in order, "?" where there is none; "1" ss, "2" ae, "3" oe.
constexpr std::string_view kBases =
    "aaaaaa2ceeeeiiiidnooooo?ouuuuy?1aaaaaa2ceeeeiiiidnooooo?ouuuuy?y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkklllllll"
    "lllnnnnnnnnnoooooo33rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

}  // namespace

std::string fold_accents(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size();) {
    const utf8::Decoded decoded = utf8::decode_at(word, i);
    const std::size_t place = decoded.code_point - 0xC0U;
    const char base = decoded.code_point >= 0xC0U && place < kBases.size() ? kBases[place] : '?';
    if (base == '?') {
      out += word.substr(i, decoded.length);
    } else if (base >= '1' && base <= '3') {
      out += base == '1' ? "ss" : base == '2' ? "ae" : "oe";
    } else {
      out += base;
    }
    i += decoded.length;
  }
  return out;
}

std::vector<std::string> in_english(const std::string& word) {
  const auto& words = dictionary();
  if (const auto found = words.find(word); found != words.end()) return {std::string(found->second)};
  for (std::string_view end : kCompoundEnds) {
    if (word.size() < end.size() + 3 || !word.ends_with(end)) continue;
    std::string first = word.substr(0, word.size() - end.size());
    const auto last = words.find(end);
    std::vector<std::string> out = in_english(first);
    for (std::string_view link : {"s", "n", "en", "er"}) {
      if (out.front() != first || !first.ends_with(link)) continue;
      const std::string bare = first.substr(0, first.size() - link.size());
      if (words.contains(bare)) out = in_english(bare);
    }
    // Only a known first part makes it a compound of ours: "username" and "costumename" stay whole.
    if (out.front() == first) return {word};
    out.emplace_back(last != words.end() ? last->second : end);
    return out;
  }
  return {word};
}

}  // namespace lakecode::profile
