-- What both SQL comparisons start from: the lines that count, when their service ends, and what
-- they are worth a month in ten-thousandths, with and without their discount. Months are
-- numbered from 0; a line counts in the months [enters, leaves) whose last day it reaches.
CREATE TEMP VIEW service AS
SELECT
  l.account_id,
  date_diff('month', DATE '2020-01-01', l.start_on) AS enters,
  coalesce(date_diff('month', DATE '2020-01-01', least(
    l.end_on,
    c.effective_end,
    CASE WHEN NOT c.auto_renew THEN c.term_end END
  )), 60) AS leaves,
  coalesce(date_diff('month', DATE '2020-01-01', d.start_on), 0) AS cheaper_from,
  CASE
    WHEN d.discount_id IS NULL THEN 0
    ELSE coalesce(date_diff('month', DATE '2020-01-01', d.end_on), 60)
  END AS cheaper_until,
  round(price * 100 / months)::BIGINT AS mrr,
  round(price * (100 - coalesce(d.value, 0)) / months)::BIGINT AS cheaper
FROM (
  SELECT *,
    (amount * 100)::BIGINT
      * CASE price_basis WHEN 'flat_per_interval' THEN 1 ELSE quantity END AS price,
    interval_count * CASE interval_unit WHEN 'year' THEN 12 ELSE 1 END AS months
  FROM contract_line
  WHERE kind = 'recurring'
) AS l
JOIN account AS a ON a.account_id = l.account_id AND NOT a.is_test
LEFT JOIN contract AS c ON c.contract_id = l.contract_id
LEFT JOIN discount AS d ON d.line_id = l.line_id;
