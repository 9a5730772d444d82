INSERT INTO product (id, name, description, price_cents) VALUES
  (1, 'Match ball', 'Hand-stitched, size 5.', 4900),
  (2, 'Home shirt', 'The shirt of the season, all sizes.', 6900),
  (3, 'Away shirt', 'White with a blue stripe.', 6900),
  (4, 'Scarf', 'Two metres of wool in the colours of the club.', 1900),
  (5, 'Goalkeeper gloves', 'Latex palm, sizes 6 to 11.', 3900),
  (6, 'Shin pads', 'Light, with ankle guard.', 1700),
  (7, 'Referee whistle', 'Loud enough for the top row.', 900),
  (8, 'Stadium cushion', 'Keeps ninety minutes short.', 1400),
  (9, 'Pennant', 'For the wall or the car.', 700),
  (10, 'Trading cards', 'Five cards, one of them shiny.', 300),
  (11, 'Water bottle', 'Steel, 0.75 litres.', 1600),
  (12, 'Training cones', 'A stack of twenty.', 1200);
