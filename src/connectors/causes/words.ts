/**
 * Words by which systems complain, in the languages that GP, SQL Server and PrestaShop are sold in. They are the last
 * resort, behind numbers and properties, since every release and translation may word a complaint anew.
 */
export const says = {
  absent:
    /do(?:es)? not (?:currently )?exist|doesn't exist|not found|could not be found|not on file|not (?:been )?set ?up|not registered|not defined|unknown|n['’]existe pas|introuvable|no existe|no se encuentra|no encontrad|existiert nicht|nicht vorhanden|nicht gefunden|unbekannt|nie istnieje|nie znaleziono|bestaat niet|niet gevonden|não existe|não encontrad|non esiste|non trovat/i,
  present:
    /already (?:exists?|integrated|posted|been (?:created|taken|used)|used)|duplicat|existe déjà|déjà (?:utilisé|enregistré|intégré|traité)|ya (?:existe|está|fue|ha sido)|bereits (?:vorhanden|vergeben|importiert|übernommen|integriert)|existiert bereits|schon vorhanden|już istnieje|zduplikowan|bestaat al|já existe|esiste già/i,
  inUse:
    /being (?:edited|posted|used|processed|printed)|in use (?:by|in)|edited by|locked by|is locked|\bbusy\b|marked (?:for|to) post|is posting|en cours (?:d[e'’]\s?)?(?:util|modif|valid|compta|saisie|impression)|verrouill|utilisé par|está siendo|en uso por|bloquead|wird (?:gerade|von)|in Bearbeitung|gesperrt|in Verwendung|jest używan|zablokowan|edytowan|in gebruik|vergrendeld|in uso|em uso/i,
  inactive: /inactive|not active|disabled|inactif|désactivé|inactiv[oa]|inaktiv|nieaktywn|inattiv/i,
  onHold: /\bon hold\b|\bhold\b|bloqué|en attente|retenid|gesperrt|wstrzyman/i,
  posted:
    /\b(?:is|are|was|been|in|state|status|already)\b[^.]{0,24}\bposted\b|in history|moved to history|\bvoided\b|comptabilis|déjà validé|contabilizad|gebucht|verbucht|zaksięgowan|geboekt|contabilizzat|bokförd|bogført/i,
  closedPeriod:
    /(?:period|month|year)[^.]{0,60}\bclosed\b|\bclosed\b[^.]{0,40}(?:period|month|year)|no open (?:fiscal )?period|fiscal period (?:is not|isn't) (?:open|set ?up)|p[ée]riode[^.]{0,60}(?:clôtur|fermé|clos)|per[ií]odo[^.]{0,60}(?:cerrad|fechad)|periode[^.]{0,60}(?:geschlossen|abgeschlossen|gesloten)|okres[^.]{0,60}(?:zamknięt|zamkniet)|periodo[^.]{0,60}chius/i,
  tooLong:
    /would be truncated|truncat|too long|exceeds? (?:the )?(?:maximum )?(?:length|number of characters)|string or binary data|length of property|longer than|trop long|tronqué|demasiado larg|truncar|zu lang|abgeschnitten|za dług|obcięt|te lang|troppo lung|troncat|muito long/i,
  shortage:
    /(?:quantity|stock)[^.]{0,60}(?:not available|insufficient|exceed|shortage|not enough)|not enough (?:stock|quantity)|insufficient (?:stock|quantity)|back ?orders?|stock insuffisant|rupture|existencias insuficientes|sin stock|nicht genügend|Bestand reicht nicht|brak (?:stanu|zapas)/i,
  denied:
    /not authori[sz]ed|access (?:is |was )?denied|permission (?:was )?denied|(?:does|do) not have (?:the )?permission|insufficient (?:rights|privileges)|no permission|accès refusé|n['’]est pas autorisé|acceso denegado|sin permiso|no (?:está )?autorizad|Zugriff verweigert|keine Berechtigung|nicht berechtigt|odmowa dostępu|brak uprawnień|geen toegang|accesso negato|acesso negado/i,
} as const
