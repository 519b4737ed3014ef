{**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 *}
<div class="panel">
  <div class="panel-heading">{l s='Dead letters' mod='ledgerline'}</div>
  <table class="table">
    <thead><tr><th>{l s='Record' mod='ledgerline'}</th><th>{l s='Shop' mod='ledgerline'}</th><th>{l s='Since' mod='ledgerline'}</th><th>{l s='Why' mod='ledgerline'}</th><th></th></tr></thead>
    {foreach $ledgerline_dead as $letter}
      <tr>
        <td>{$letter.topic|escape:'html':'UTF-8'} {$letter.record|intval}</td>
        <td>{$letter.shop|intval}</td>
        <td>{$letter.at|date_format:'%Y-%m-%d %H:%M:%S'}</td>
        <td>{$letter.why|escape:'html':'UTF-8'}</td>
        <td>
          <form method="post" action="{$ledgerline_action|escape:'html':'UTF-8'}">
            <input type="hidden" name="ledgerline_form" value="{$ledgerline_form|escape:'html':'UTF-8'}">
            <input type="hidden" name="event_id" value="{$letter.id|escape:'html':'UTF-8'}">
            <button class="btn btn-default btn-xs" type="submit" name="ledgerline_revive" value="1">{l s='Send again' mod='ledgerline'}</button>
            <button class="btn btn-default btn-xs" type="submit" name="ledgerline_forget" value="1">{l s='Delete' mod='ledgerline'}</button>
          </form>
        </td>
      </tr>
    {/foreach}
  </table>
  <form method="post" action="{$ledgerline_action|escape:'html':'UTF-8'}">
    <input type="hidden" name="ledgerline_form" value="{$ledgerline_form|escape:'html':'UTF-8'}">
    <button class="btn btn-default" type="submit" name="ledgerline_revive" value="1">{l s='Send all again' mod='ledgerline'}</button>
    <button class="btn btn-default" type="submit" name="ledgerline_forget" value="1">{l s='Delete all' mod='ledgerline'}</button>
  </form>
</div>
