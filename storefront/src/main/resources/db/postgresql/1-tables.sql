CREATE TABLE product (
  id integer PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents > 0)
);
CREATE TABLE customer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL
);
CREATE TABLE purchase (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token uuid NOT NULL UNIQUE,
  customer_id bigint NOT NULL REFERENCES customer,
  product_id integer NOT NULL REFERENCES product,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  price_cents integer NOT NULL,
  ordered_at timestamptz NOT NULL DEFAULT now(),
  taken_by text NOT NULL
);
