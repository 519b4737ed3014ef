{**
 * Ledgerline: signed webhooks for PrestaShop.
 *
 * @author    Ledgerline contributors
 * @copyright Since 2026 Ledgerline contributors
 * @license   https://opensource.org/licenses/AFL-3.0 Academic Free License version 3.0
 *}
<div class="panel">
  <div class="panel-heading">{l s='Health' mod='ledgerline'}</div>
  <table class="table">
    <tr><th>{l s='Last delivery' mod='ledgerline'}</th><td>{if $ledgerline.last}{$ledgerline.last|escape:'html':'UTF-8'}{else}{l s='none yet' mod='ledgerline'}{/if}</td></tr>
    <tr><th>{l s='Waiting' mod='ledgerline'}</th><td>{$ledgerline.waiting|intval}{if $ledgerline.oldest} ({l s='the oldest since' mod='ledgerline'} {$ledgerline.oldest|escape:'html':'UTF-8'}){/if}</td></tr>
    <tr><th>{l s='Dead letters' mod='ledgerline'}</th><td>{$ledgerline.dead|intval}</td></tr>
    {if $ledgerline.offset !== ''}<tr><th>{l s='Clock of the hub, seconds ahead' mod='ledgerline'}</th><td>{$ledgerline.offset|escape:'html':'UTF-8'}</td></tr>{/if}
    {if $ledgerline.error}<tr><th>{l s='Last failure' mod='ledgerline'}</th><td>{$ledgerline.error|escape:'html':'UTF-8'}</td></tr>{/if}
    {if $ledgerline.refused}<tr><th>{l s='Not stored while the outbox was full' mod='ledgerline'}</th><td>{$ledgerline.refused|intval}</td></tr>{/if}
    <tr><th>{l s='Cron, every minute' mod='ledgerline'}</th><td><code>{$ledgerline.command|escape:'html':'UTF-8'}</code><br><code>{$ledgerline.cron|escape:'html':'UTF-8'}</code></td></tr>
  </table>
  {if $ledgerline.full}<p class="alert alert-danger">{l s='The outbox is full: new events are counted and left to the hub’s polling.' mod='ledgerline'}</p>{/if}
  {if !$ledgerline.after_response}<p class="alert alert-info">{l s='This server cannot send after a response has ended, so events wait for cron.' mod='ledgerline'}</p>{/if}
  <form method="post" action="{$ledgerline.action|escape:'html':'UTF-8'}">
    <input type="hidden" name="ledgerline_form" value="{$ledgerline.form|escape:'html':'UTF-8'}">
    <button class="btn btn-default" type="submit" name="ledgerline_test" value="1">{l s='Test' mod='ledgerline'}</button>
    <button class="btn btn-default" type="submit" name="ledgerline_sendNow" value="1">{l s='Deliver now' mod='ledgerline'}</button>
  </form>
</div>
