CREATE TABLE product (
  id int NOT NULL PRIMARY KEY,
  name nvarchar(200) NOT NULL,
  description nvarchar(2000) NOT NULL,
  price_cents int NOT NULL CHECK (price_cents > 0)
);
CREATE TABLE customer (
  id bigint IDENTITY(1, 1) PRIMARY KEY,
  email nvarchar(100) NOT NULL UNIQUE,
  name nvarchar(100) NOT NULL
);
CREATE TABLE purchase (
  id bigint IDENTITY(1, 1) PRIMARY KEY,
  token uniqueidentifier NOT NULL UNIQUE,
  customer_id bigint NOT NULL REFERENCES customer (id),
  product_id int NOT NULL REFERENCES product (id),
  quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  price_cents int NOT NULL,
  ordered_at datetimeoffset NOT NULL DEFAULT sysdatetimeoffset(),
  taken_by nvarchar(400) NOT NULL
);
