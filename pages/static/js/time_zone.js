/* Offers the time zone of the browser to an account that has chosen none. */
const field = document.querySelector("#id_current_time_zone");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field?.value === "" && [...field.options].some(({ value }) => value === zone)) {
  field.value = zone;
}
