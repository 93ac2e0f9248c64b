-- Comparison c: lines on a spine of months, one row for each account and month that pays, and
-- windows over those rows: what came before, and whether anything follows.
WITH spine AS (
  SELECT month FROM range(60) AS months(month)
), paid AS (
  SELECT account_id, month,
    sum(CASE WHEN month >= cheaper_from AND month < cheaper_until THEN cheaper ELSE mrr END)::BIGINT
      AS mrr
  FROM service
  JOIN spine ON spine.month >= service.enters AND spine.month < service.leaves
  GROUP BY account_id, month
), beside AS (
  SELECT month, mrr,
    lag(month) OVER months AS month_before,
    lag(mrr) OVER months AS mrr_before,
    lead(month) OVER months AS month_after
  FROM paid
  WINDOW months AS (PARTITION BY account_id ORDER BY month)
), moved AS (
  SELECT month,
    CASE WHEN month_before IS NULL THEN mrr ELSE 0 END AS new,
    CASE WHEN month_before < month - 1 THEN mrr ELSE 0 END AS reactivation,
    CASE WHEN month_before = month - 1 THEN greatest(mrr - mrr_before, 0) ELSE 0 END AS expansion,
    CASE WHEN month_before = month - 1 THEN greatest(mrr_before - mrr, 0) ELSE 0 END AS contraction,
    0 AS churn
  FROM beside
  UNION ALL
  SELECT month + 1, 0, 0, 0, 0, mrr
  FROM beside
  WHERE coalesce(month_after > month + 1, true) AND month < 59
)
SELECT month, sum(new)::BIGINT AS new, sum(reactivation)::BIGINT AS reactivation,
  sum(expansion)::BIGINT AS expansion, sum(contraction)::BIGINT AS contraction,
  sum(churn)::BIGINT AS churn
FROM moved
GROUP BY month
ORDER BY month;
