-- A book of `wanted` contract lines over five years, the same on every run: each choice is the
-- hash of an id and of what is chosen. Set the variables `wanted` and `accounts` first.
--
-- An account has one to five chains, each of a product of its own. A chain is made of slots, and
-- a slot becomes a contract line unless the chain has ended. Chains by the year have one or two
-- slots a term (two when seats change inside it) and a new contract at each renewal; chains by
-- the month have one contract that renews by itself, and a slot for every change of seats.

CREATE OR REPLACE MACRO chance(id, what, sides) AS (hash(id, what) % sides)::INT;
CREATE OR REPLACE MACRO opening() AS DATE '2020-01-01';
CREATE OR REPLACE MACRO closing() AS DATE '2025-01-01';

CREATE OR REPLACE TEMP TABLE chain AS
SELECT
  account_no * 8 + place AS chain,
  account_no,
  chance(account_no, 'product', 6) + place AS product_no,
  CASE WHEN chance(chain, 'department', 10) < 4 THEN chance(chain, 'which', 4) END AS department,
  chance(chain, 'yearly', 10) < 7 AS yearly,
  chance(chain, 'flat', 10) < 2 AS flat,
  opening() + chance(account_no, 'start', 1826)
    + CASE place WHEN 0 THEN 0 ELSE 20 + chance(chain, 'later', 400) END AS first_on,
  1 + chance(chain, 'seats', 10) * chance(chain, 'size', 12) AS seats,
  (CASE WHEN yearly THEN 10 ELSE 1 END) * (1200 + 50 * chance(chain, 'price', 400)) AS cents
FROM range(getvariable('accounts')) AS accounts(account_no), range(5) AS places(place)
WHERE place <= [0, 0, 0, 0, 1, 1, 1, 2, 2, 4][1 + chance(account_no, 'chains', 10)];

CREATE OR REPLACE TEMP TABLE slot AS
WITH cut AS (
  -- `split`: the months after which seats change inside a term of a year; 12 when they do not.
  SELECT chain.*, slot, chain * 16 + slot AS id, slot % 2 = 1 AS second,
    CASE WHEN chance(chain * 16 + slot // 2, 'split', 10) < 4
      THEN 2 + chance(chain * 16 + slot // 2, 'at', 9) ELSE 12 END AS split
  FROM chain, range(10) AS slots(slot)
), long AS (
  SELECT *,
    CASE WHEN NOT yearly THEN 4 + chance(id, 'months', 14)
      WHEN second THEN 12 - split ELSE split END AS months,
    (NOT yearly OR second) AND chance(id, 'leave', 100) < (CASE WHEN yearly THEN 11 ELSE 9 END)
      AS leaves,
    leaves AND chance(id, 'back', 10) < 4 AS returns
  FROM cut
), placed AS (
  SELECT *,
    coalesce(sum(months + CASE WHEN returns THEN 2 + chance(id, 'gap', 12) ELSE 0 END) OVER before,
      0)::INT AS months_before,
    coalesce(bool_or(leaves AND NOT returns) OVER before, false) AS over,
    coalesce(sum(returns::INT) OVER before, 0)::INT AS life,
    coalesce(sum(CASE WHEN yearly AND NOT second THEN chance(id, 'rise', 6)
      WHEN NOT yearly AND chance(id, 'risen', 10) < 3 THEN 4 ELSE 0 END) OVER until, 0)::INT
      AS percent_up,
    coalesce(sum(CASE WHEN second OR NOT yearly THEN chance(id, 'change', 9) - 3 ELSE 0 END)
      OVER until, 0)::INT AS seats_up
  FROM long
  WINDOW before AS (PARTITION BY chain ORDER BY slot ROWS BETWEEN UNBOUNDED PRECEDING
      AND 1 PRECEDING),
    until AS (PARTITION BY chain ORDER BY slot)
), dated AS (
  SELECT *,
    (first_on + to_months(months_before))::DATE AS start_on,
    (first_on + to_months(months_before + months))::DATE AS next_on,
    chain * 16 + CASE WHEN yearly THEN slot // 2 ELSE life END AS contract_no
  FROM placed
  WHERE NOT over AND months > 0
)
SELECT *,
  lag(id) OVER (PARTITION BY chain, life ORDER BY slot) AS before_id,
  leaves AND next_on < closing() AS left_us
FROM dated
WHERE start_on < closing()
ORDER BY id
LIMIT getvariable('wanted');

CREATE OR REPLACE TEMP VIEW contract_line AS
SELECT
  printf('L%010d', id) AS line_id,
  printf('C%010d', contract_no) AS contract_id,
  printf('A%08d', account_no) AS account_id,
  printf('P%02d', product_no) AS product_id,
  'D' || department AS department_id,
  'recurring' AS kind,
  start_on,
  CASE WHEN yearly OR (next_on < closing() AND NOT leaves) THEN next_on END AS end_on,
  CASE WHEN flat THEN 1 ELSE greatest(1, seats + seats_up) END AS quantity,
  CASE WHEN flat THEN 'site' ELSE 'seat' END AS unit,
  CASE WHEN flat THEN 'flat_per_interval' ELSE 'per_unit_per_interval' END AS price_basis,
  ((CASE WHEN flat THEN 20 ELSE 1 END * cents * (100 + percent_up) // 100)::DECIMAL(12, 2) / 100
    )::DECIMAL(12, 2) AS amount,
  'EUR' AS currency,
  CASE WHEN yearly THEN 'year' ELSE 'month' END AS interval_unit,
  1 AS interval_count,
  CASE WHEN before_id IS NOT NULL THEN printf('L%010d', before_id) END AS predecessor_line_id,
  CASE WHEN before_id IS NULL THEN NULL WHEN yearly AND NOT second THEN 'renews'
    ELSE 'amends' END AS link
FROM slot
ORDER BY start_on, id;

-- One row a contract. A contract by the year that is not paid ends early, a month into its last
-- line; one by the month ends when its account leaves.
CREATE OR REPLACE TEMP VIEW contract AS
WITH terms AS (
  SELECT contract_no, any_value(account_no) AS account_no, any_value(yearly) AS yearly,
    any_value(chain) AS chain, min(start_on) AS term_start, max(next_on) AS term_end,
    max(start_on) AS last_on, bool_or(left_us) AS left_us, bool_or(leaves) AS leaves,
    any_value(life) AS life
  FROM slot
  GROUP BY contract_no
), ends AS (
  SELECT *,
    lag(contract_no) OVER (PARTITION BY chain, life ORDER BY contract_no) AS before_no,
    CASE WHEN yearly AND left_us AND chance(contract_no, 'unpaid', 10) < 2
        THEN (last_on + INTERVAL 1 MONTH)::DATE
      WHEN NOT yearly AND left_us THEN term_end END AS effective_end
  FROM terms
)
SELECT
  printf('C%010d', contract_no) AS contract_id,
  printf('A%08d', account_no) AS account_id,
  (term_start - 10)::DATE AS signed_on,
  term_start,
  CASE WHEN yearly THEN (term_start + INTERVAL 12 MONTH)::DATE END AS term_end,
  NOT yearly AS auto_renew,
  30 AS notice_days,
  CASE WHEN yearly AND before_no IS NOT NULL THEN printf('C%010d', before_no) END
    AS renews_contract_id,
  effective_end,
  CASE WHEN effective_end IS NULL THEN NULL WHEN yearly THEN 'nonpayment' ELSE 'voluntary' END
    AS end_reason
FROM ends
ORDER BY term_start, contract_no;

CREATE OR REPLACE TEMP VIEW discount AS
SELECT
  printf('R%010d', id) AS discount_id,
  printf('L%010d', id) AS line_id,
  'percent' AS kind,
  5 * (1 + chance(id, 'percent', 5)) AS value,
  CASE WHEN chance(id, 'forever', 2) = 0 THEN 'forever' ELSE 'repeating' END AS duration,
  start_on,
  CASE WHEN chance(id, 'forever', 2) = 1 THEN (start_on + INTERVAL 3 MONTH)::DATE END AS end_on
FROM slot
WHERE chance(id, 'discount', 10) = 0;

CREATE OR REPLACE TEMP VIEW account AS
SELECT
  printf('A%08d', account_no) AS account_id,
  'Account ' || account_no AS name,
  ['small', 'middle', 'large'][1 + chance(account_no, 'segment', 3)] AS segment,
  ['FR', 'DE', 'ES', 'IT'][1 + chance(account_no, 'country', 4)] AS country,
  chance(account_no, 'test', 500) = 0 AS is_test
FROM (SELECT DISTINCT account_no FROM slot)
ORDER BY account_no;

-- No two products share a family, and no line changes its product.
CREATE OR REPLACE TEMP VIEW product AS
SELECT printf('P%02d', product_no) AS product_id, 'Product ' || product_no AS name
FROM range(10) AS products(product_no);
