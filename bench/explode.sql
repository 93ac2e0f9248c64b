-- Comparison b: every account in every month, then each month beside the one before.
WITH spine AS (
  SELECT month FROM range(60) AS months(month)
), paid AS (
  SELECT account_id, month,
    sum(CASE WHEN month >= cheaper_from AND month < cheaper_until THEN cheaper ELSE mrr END)::BIGINT
      AS mrr
  FROM service, range(service.enters, least(service.leaves, 60)) AS months(month)
  GROUP BY account_id, month
), grid AS (
  SELECT account_id, month, coalesce(mrr, 0) AS after
  FROM (SELECT account_id, month FROM account, spine WHERE NOT is_test)
  LEFT JOIN paid USING (account_id, month)
), compared AS (
  SELECT month, after,
    coalesce(lag(after) OVER months, 0) AS before,
    coalesce(max(after) OVER (months ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) > 0
      AS ever
  FROM grid
  WINDOW months AS (PARTITION BY account_id ORDER BY month)
)
SELECT month,
  sum(CASE WHEN before = 0 AND NOT ever THEN after ELSE 0 END)::BIGINT AS new,
  sum(CASE WHEN before = 0 AND ever THEN after ELSE 0 END)::BIGINT AS reactivation,
  sum(CASE WHEN before > 0 AND after > before THEN after - before ELSE 0 END)::BIGINT AS expansion,
  sum(CASE WHEN after > 0 AND after < before THEN before - after ELSE 0 END)::BIGINT AS contraction,
  sum(CASE WHEN after = 0 THEN before ELSE 0 END)::BIGINT AS churn
FROM compared
GROUP BY month
ORDER BY month;
