/** Whether a password is among those that are tried first: common words with usual endings, sequences, keyboard walks. */

/**
 * Whether guessing would begin with this password: a common word (spelt with digits for letters, or several times in a row)
 * with up to four digits or signs after it, a pattern that repeats, or a walk along the alphabet or the keyboard.
 *
 * The words below and their endings make some millions of passwords; a list of those would hold fewer and weigh more.
 * Cost: a few look-ups, whatever the password.
 *
 * @param password At most some thousand characters.
 * @param more Further words in lower case: the name of the app, of its company.
 */
export function isCommonPassword(password: string, more: ReadonlySet<string> = new Set()): boolean {
  const text = password.toLowerCase();
  const isKnown = (stem: string) => isWalk(stem) || spellingsOf(stem).some((word) => WORDS.has(word) || more.has(word));
  return stemsOf(text).some((stem) => isKnown(stem) || isRepeated(stem, isKnown));
}

const MOST_ENDING = 4;

// `dragon2024!` is tried as soon as `dragon` is: every text that is left when an ending is cut off.
function stemsOf(text: string): readonly string[] {
  const [ending = ''] = /[\d!@#$%&*.?_+-]{0,4}$/.exec(text.slice(-MOST_ENDING)) ?? [];
  return Array.from({ length: ending.length + 1 }, (_, cut) => text.slice(0, text.length - cut));
}

const LETTERS: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', '@': 'a', $: 's' };

const LONGEST_WORD = 24;

// `p@ssw0rd` as `password`; a 1 stands for an i or for an l.
function spellingsOf(stem: string): readonly string[] {
  if (stem.length > LONGEST_WORD) return [];
  const plain = stem.replace(/[034578@$]/g, (sign) => LETTERS[sign] ?? sign);
  return [stem, plain, plain.replace(/[1!]/g, 'i'), plain.replace(/[1!]/g, 'l')];
}

// `aaaaaaaa`, `abcdabcd`, `passwordpassword`
function isRepeated(text: string, isKnown: (stem: string) => boolean): boolean {
  for (let length = 1; length <= Math.min(LONGEST_WORD, text.length / 2); length += 1) {
    const unit = text.slice(0, length);
    if (text.length % length === 0 && text === unit.repeat(text.length / length)) return length <= 4 || isKnown(unit);
  }
  return false;
}

const SHORTEST_WALK = 4;

const isWalk = (stem: string): boolean => stem.length >= SHORTEST_WALK && WALKS.some((walk) => walk.includes(stem));

const backwards = (text: string): string => [...text].reverse().join('');

const WALKS: readonly string[] = `
  abcdefghijklmnopqrstuvwxyz 01234567890123456789 112233445566778899 123454321 1234554321 123321123321 12344321
  qwertyuiop[] asdfghjkl;' zxcvbnm,./ qwertzuiop yxcvbnm,.- azertyuiop qsdfghjklm wxcvbn qwertyuiopasdfghjklzxcvbnm
  1qaz2wsx3edc4rfv5tgb6yhn7ujm 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 qazwsxedcrfvtgbyhnujm qawsedrftgyhujikolp
  zaq12wsxcde34rfvbgt56yhn zaq1xsw2cde3vfr4bgt5 zxcvasdfqwer qweasdzxc123 qwe123asd456zxc789 1234qwerasdfzxcv asdqwe123
  123qweasdzxc qwerasdfzxcv 147258369 159357258456 789456123 741852963 987456321 123654789 147896325 321654987 12qwaszx34erdfcv
  !@#$%^&*() йцукенгшщзхъ фывапролджэ ячсмитьбю 1a2b3c4d5e6f7g a1b2c3d4e5f6g7h8i9 1a2s3d4f5g6h aqwzsxedc 7777777
`
  .trim()
  .split(/\s+/)
  .flatMap((walk) => [walk, backwards(walk)]);

const WORDS: ReadonlySet<string> = new Set(
  `
  aaa aaaa aaliyah aaron abba abby abc abcabc abcd abcde abigail abraham academy access accessgranted accounting acdc
  acmilan actor actress adam adidas admin adminadmin administrador administrator adrian adriana aerosmith africa agent
  agnes aini airforce airplane ajax alabama alan alaska albert alberto alejandra alejandro alex alexander alexandra
  alexandria alexis alfred alfredo alice alicia alien aliens alison allah allen alpha always alyssa amanda amazing
  amber amen america american amor amorcito amore amoremio amour amsterdam amy anakin anarchy anderson andre andrea
  andreas andres andrew android andy angel angela angelbaby angeleyes angelica angelina angelo angels angus anita anna
  anne annie anthony antonia antonio anything apple apples april aragorn argentina ariel arizona armando armani army
  arnold arsehole arsenal arthur arturo asd asdasd asdf asdfasdf asdfjkl ashlee ashley assalamualaikum assassin
  asshole astros atlanta audi audrey august aurora austin australia autumn avalanche avengers awesome azerty azertyui
  babe baby babyblue babyboy babycakes babygirl backstreet backup backupadmin bacon badboy badgirl banana bananas
  bangladesh bank banker bar barbara barbie barca barcelona barney barry bartsimpson baseball basketball bass bassman
  bastard batman battery baxter bayern baz beach bear bears beatles beatriz beautiful beauty beckham bee beer beerbeer
  beijing believe bella benfica bengals benjamin berlin bernard besiktas bestfriend beta bethany betty beyonce bianca
  bible bicycle bieber bigbaby bigboy bigdaddy bigdick bigdog biggie bigmama bigred bigtits billabong billy bird
  birdie birds birthday bismillah bitch bitches biteme black blackbird blackcat blackie blackjack blah blahblah blank
  blaze bleach blessed blessing blink blizzard blonde blondie blowjob blue blueberry blues bmw bobby bobdylan
  bobmarley bond bonita bonjour bonjovi bonnie boobies boobs book books booty boss boston boxer boxing boyfriend boys
  bradley brandon brandy brasil braves brazil brenda brian brianna bright britain british britney brittany broncos
  brooke brooklyn brother brothers brown brownie browns bruce bruno brutus bryan bubba bubbles bud buddy budweiser
  bugsbunny bulldog bulldogs bullet bulls bullshit bumblebee bunnies bunny burger burrito bush business buster butter
  buttercup butterfinger butterflies butterfly butthead butthole byebye byron cadillac cake caleb california
  callofduty calvin camaro camel camelot camera cameron camila camille canada canadian candies candy cannabis cannon
  cantremember captain captainmorgan cardinals carla carlitos carlos carmen carolina caroline carter cartman cash
  cashier casino casper cassie cat catdog catherine cats cellphone celtic celtics chad challenger champ champion
  champions chance chanel change changeit changeme charger chargers charizard charles charlie charlotte cheer
  cheerleader cheerleading cheese cheesecake cheetah chelsea chemistry cherries cherry chester chevelle chevrolet
  chevy chewbacca chewy chicago chicken chickens chicks chico chiefs children chile china chinese chiquita chloe
  chocolat chocolate chopper chouchou chris christ christian christina christine christmas christopher chubby church
  ciao ciaociao cigarette cinderella cindy cinnamon cinta cisco claire clarence classroom claude claudia clave clayton
  cleveland clifford clinton cloud coach cobra cocacola cocaine cock cocksucker coconut cody coffee coke cold coldplay
  colin college colombia colorado colt colts communist company compaq computer connor contrasena contraseña converse
  cookie cookiemonster cookies cool coolcat coolio coolman cooper corazon corey corinthians corona
  correcthorsebatterystaple corvette coucou cougar counterstrike courtney cow cowabunga cowboy cowboys cowgirl cracker
  craig crash crazy crazyboy crazygirl cricket crimson cristiano cristina crow crusader crystal cubs cupcake curtis
  customer customers cutie cutiepie cutter cyborg cynthia daddy daisy dakota dallas dalton damian damien dance dancer
  dancing daniel daniela danielle danny daphne dark darkangel darkness darkside darling darren darthvader database
  dave david dcshoes dead dean death deathnote debbie deborah december default dell delta demo demon denise denmark
  dennis denver derek destiny detroit deutschland developer development devil dexter diablo diamond diamonds diana
  dick dickhead diego digimon digital dinosaur disney disturbed diva dixie doctor doctorwho dodge dodgers dog doggie
  doggy doghouse dogs dollar dollars dolores dolphin dolphins dominic donald donkey donna donotenter donovan
  dontforget doom dorothy dortmund doudou douglas dragon dragonball dragonfly dragons drake dream dreamcatcher dreamer
  dreaming dreams drifter drpepper drum drummer drums drunk ducati duck duckie ducks dude dumbledore duncan dustin
  dutch dylan eagle eagles easter eclipse eddie edgar edith eduardo edward edwin egypt eight einstein elaine eleanor
  element elena elephant elijah elizabeth elliot elvis emerald emily eminem emma empty energy engel engineer england
  english enigma enrique enter enterprise entrar eric erica erika erin ernesto espana esther estrella eternal eternity
  ethan eugene eva evan evanescence evelyn everton evolution example excalibur explorer express extreme facebook faith
  falcon falcons fallout familia family fantasy fashion fatboy fatcat fate father february felipe felix fender
  fenerbahce fernando ferrari ficken fifa fighter film final finalfantasy finance finland fiona fire fireandice
  fireball firefighter firefox fireman first firstlove fish fisher fishes fishing five flame flamengo flash florence
  florida flower flowers fluffy foo foobar football force ford forest forever forget forgetit forgot fortnite
  fortyniners forzaroma four fox foxes foxy france francis francisco frank frankie franklin fred freddie freddy
  frederick freedom french friday friend friends friendship friendster frodo frog froggie froggy frogs frontdesk
  frosty frozen fuck fucker fucking fuckit fuckme fuckoff fuckthis fuckyou fussball futbol fuzzy gabriel gabriela
  gabriella galatasaray game gamecube gamer gamers games gaming gamma gandalf ganesh gangsta gangster garden garfield
  garrett gary gateway gatita gay geheim genesis genius gentleman geoffrey george georgia gerald gerard german germany
  geronimo gerrard getout ghost ghosts giants gibson gilbert ginger giovanni giraffe girlfriend girls gizmo gladiator
  glitter gloria gmail goalie goat goaway god godbless godisgood godislove godzilla goku gold golden goldfish golf
  golfer golfing gonzo goober goodboy goodbye goodday goodgirl goodluck goodmorning google goose gordon gorgeous
  gorilla grace graham grandma grandpa grant grape gray greece green greenday greg gregory gremio gretzky grey
  gryffindor gtasanandreas gucci guest guestguest guillermo guinness guitar guitarist gunner gunners guns gunsnroses
  gustavo gymnast gymnastics hacked hacker hackers haley halflife halleluja hallelujah hallo hallohallo halloween halo
  hamburger hamster handsome hannah hannahmontana hansolo happiness happy happyday happyfeet hardcore hardrock harley
  harleydavidson harold harrison harry harrypotter hase haslo hasło hawaii hawk hawkeye hawks heart hearts heat
  heather heaven heavy hector heineken helen helena helicopter hell hello hellohello hellokitty hellothere helloworld
  helpdesk hendrix henry herbert hercules hermione hermosa hero heroes heythere highschool hilary hiphop hippo history
  hithere hobbit hockey hogwarts holiday holland hollywood homer homersimpson honda honey honeybee hooters hope
  horizon horny horse horses hostmaster hotboy hotdog hotgirl hotmail hotrod hotstuff hottie houston howard hugo
  hugoboss hulk hunter hunters hunting hurricane husband iamawesome ian ice icecream iceman ichigo ichliebedich
  idontknow iforgot ignacio iguana ihateyou illusion ilove ilovegod ilovehim ilovejesus iloveme ilovemyself iloveu
  iloveyou iloveyouso imagine impala independence india indian indiana indigo indonesia inferno infinity ingrid insane
  inshallah instagram inter intermilan internet intrepid inuyasha iphone ipsum iran iraq ireland irene irish
  ironmaiden ironman isaac isabel isabella isabelle island ismael israel istanbul itachi italia italy ivan jack
  jackass jackdaniels jackie jackpot jackson jacob jacqueline jade jaguar jaguars jaimatadi jaime jakarta jake james
  jamesbond jamie jane janet january japan jared jasmin jasmine jason jasper javier jay jazz jedi jeep jeff jeffrey
  jelly jellybean jenna jennifer jenny jeremiah jeremy jerome jerry jersey jesse jessica jester jesus jesuschrist
  jetaime jewel jewels jillian jim jimmy joanna joe joel joey johan johannes john johnlennon johnny johnson joker
  jonas jonasbrothers jonathan jordan jorge jose joseph josephine josh joshua juan judith judo julia julian juliana
  julie juliet julio july june junior jupiter justin justinbieber juventus kakashi kangaroo karachi karate karen
  karina karl karla karma kasia katana kate katherine kathleen kathryn katie kawasaki keeper keepout keith kelly
  kelsey kelvin ken kennedy kenneth kennwort kenny kentucky kenya kermit kevin kickass kids killer killers killme
  kimber kimberly king kingdom kingdomhearts kingkong kings kiss kissband kisses kissme kissmyass kitkat kitten
  kittens kitty kittycat kiwi knicks knight knights koala kobe kocham kochanie korea korn krishna kristen kristina
  krystal kungfu kyle labrador lacoste ladies lady ladybird ladybug lakers lakota lakshmi lamborghini lance lancer
  larissa larry laser lassie last lasvegas laura lauren lawrence lawyer league leagueoflegends leah lebron ledzeppelin
  leeds legend legends legolas lemon lenovo leo leon leonard leonardo leopard leroy lesbian leslie lestat letmein
  letmeinnow letter letters lewis liam liberty library liebe lieverd light lightening lightning lights lilwayne lily
  lincoln linda link linkedin linkinpark linux lion lionking lions lisa liverpool logan login loginlogin logon london
  lonely lorem lorena lorenzo losangeles lotr lottery louis louise loulou love lovebug lovelife lovelove lovely loveme
  lover lovers loveyou loveyoubaby lucas lucifer lucky luckyday luckyone lucy luffy luigi luis luke lukeskywalker
  lydia macintosh maddog madison madonna madrid maggie magic magical magicjohnson mahal mahalkita mahalko maiden
  malaysia mama mamapapa management manager manchester mancity mandingo mango manuel manunited manutd maplestory
  maradona marathon marc marcel march marco marcos marcus margaret margarita maria mariah marie marijuana marilyn
  marina marine marines mario mariposa mark marketing marlboro marley marlins married marseille marshall martha martin
  marvel marvin mary mason master math matrix matt matthew maurice mauricio mausi maverick max maximum maximus maxwell
  mayday mayhem mazda mega megadeth megan megatron melbourne melissa melon melvin memphis mercedes mercury merlin
  mermaid messi metal metallica meteor mets mexican mexico miami miamor michael michaeljackson michaeljordan michel
  michelle mickey mickeymouse microsoft midget midnight miguel mike milan miles military milkshake million millionaire
  mima minecraft minhasenha minnie miranda miriam misiek mission misty mitchell mivida mobile mohammed mohawk molly
  mom momdad mommy monday money moneymaker moneyman monica monique monkey monkeys monopoly monster monsters montana
  moon moonbeam moonlight moonshine moose mordor morgan morpheus mortalkombat moscova moscow moses motdepasse mother
  motherfucker mountain mountaindew mouse movie movies muffin muffins muhammad mummy murder music musica musician
  mustang myangel mychemicalromance mygirl myheart mylove mylover mymother mypass mypassword mypasswordis mysecret
  myspace mysql mystery mystic nacho nadia naked nancy naomi napoli naruto nascar natalie natasha nathan nathaniel
  navy neil nelson nemesis nemo neo network nevada newcastle newpassword newport newyear newyork newyorker neymar
  nicholas nick nicolas nicole nigeria nightmare nike nina nine ninja ninjas nintendo nirvana nissan noah nobody nokia
  none nono noodles nopass nopasswd nopassword norman norway nothing november nsync nude nugget null number numberone
  nurse oakland obama ocean october octopus office okay oldpassword oliver olivia olympus omar omega one onedirection
  onepiece onetime onetwothree onion opal opensaysme opensesame openup operator optimus oracle orange orchid oreo
  orioles orlando oscar otto outlaw overwatch owen pablo packard packers pacman padawan paige pakistan palmeiras
  pamela panda pandas pantera panther panthers papa paper paradise paramore paris parol party partytime pass passion
  passme passpass passphrase passw passwd password passwordis passwordispassword passwordpassword passwort pasta
  patricia patrick patriot patriots paul paula peace peach peaches peanut peanuts pearl pebbles pedro peekaboo pegasus
  pele pencil penelope penguin penguins penis penny pepper peppers pepsi perfect perrito peru peter phantom philip
  philippines phillip philly phoenix phoenixaz phone photo photos physics piano picard picasso pickle picture pierre
  pig piglet pikachu pilot pimp pimpin pineapple pink pinkfloyd pinky pinoy pirate pirates pittsburgh pizza platinum
  playboy player players playgirl playstation please pleaseletmein pocahontas poet poetry pokemon poker poland
  polarbear police polo polska ponies pony pooh poohbear poohead pookie popcorn popeye popsicle porkchop porn pornstar
  porsche porto postgres postmaster potato power powerful powerranger prada praise prayer precious predator pretty
  prettygirl primetime prince princesa princess priscilla private priya prodigy production prophet psycho pubg puffin
  puma pumpkin punisher punk punkin punkrock puppies puppy purple pussy pussycat python qazwsx quake quantum queen
  queenband queens quiksilver qux qwe qweasd qweqwe qwer qwert qwerty qwertypassword qwertyui qwertz rabbit racer
  rachel racing rafael rahul raider raiders rain rainbow ralph rambo rammstein ramon ramones ramrod rams randy ranger
  rangers rangersfc rapper raptor rascal rasputin rasta rat raul raven ravens ray raymond reading realmadrid reaper
  rebecca rebel reception red redneck redrose redskins redsox reebok reggae regina remember renee renegade research
  revolution rhino ricardo rich richard rick ricky rihanna riley rita river rob robert roberta roberto robin roblox
  robot rock rockandroll rocket rockies rocknroll rockstar rocky rodney rodrigo roger roland roma rome romeo ronald
  ronaldo ronnie rooney root rootroot rosa rose rosemary roses rosie ross roxanne roxy roy royal ruben ruby rudolf
  rugby runescape runner running russell russia russian rusty ruth ryan sabrina sad sadie saibaba sailor sailormoon
  saints sakura salasana sales salt salvador sam samantha sample samson samsung samuel samurai sanane sandiego sandra
  sandy sanfrancisco sanjay santiago saopaulo sapphire sarah sassy sasuke satan saturday saturn sausage savannah
  savior sayang scarface scarlet schatz schatzi school science scooby scoobydoo scooter scorpio scorpion scorpions
  scotland scott sea seahawks sean seattle sebastian second secret secretpassword secrets secure securepassword
  security senha sephiroth september sepultura sergio server service seth seven sex sexpistols sexsex sexy sexybitch
  sexyboy sexygirl shadow shadows shakira shane shannon shark sharks sharon shasta shaun shawn sheba sheep shelby
  sherlock sherman shining shit shithead shiva shooter shopping shorty shrek sierra sifre sigma signin silver simba
  simon simple simpsons sinbad singapore singer singing single sister six skateboard skateboarding skater skeeter
  skiing skippy sky skyler skyline skywalker slayer slider slimshady slipknot sluggo slut slytherin smile smiles
  smiley smoke smokey smoking smoothie snake snakes snapper snapple snickers sniffer sniper snoopdogg snoopy snow
  snowball snowboard snowflake snowman snowy soccer socialist sofia softball soldier soleil something sommer sonic
  sonne sony sooners sophia sophie sorry southafrica southpark spaghetti spain sparkle sparkles sparky spartan
  spartans spawn special speed speedy spencer spider spiderman spike spirit spitfire spock spongebob spooky sport
  sporting sports spring sprite spurs sql squall squidward squirrel staging stalker stallion stanley star starbucks
  starcraft stardust starfish starlight stars start starter starting startrek startup starwars stealth steam steelers
  stefan stella stephanie stephen sterling steve steven stewart stinky stone storm stormy strawberry strider stripper
  strongpassword stuart student students study style subaru sublime sucker suckit sugar sugarbear summer sun sunbird
  sundance sunday sunflower sunny sunrise suns sunset sunshine super superb supercool superhero superman supermario
  supersecret superstar superuser support supreme surfer surfing susan sushi suzanne suzuki sweden sweet sweetheart
  sweetie sweetness sweetpea sweety swimmer swimming sword sydney sylvia sysadmin system taco tacobell tamara tanya
  tarheels tarzan tattoo taylorswift taz tazmania teacher teamo teamomucho technical techno teddy teddybear tekken
  telephone television temp tempest temporary temppass temptation ten tennessee tennis tequiero tequila teresa
  terminator terry test tester testing testtest tetris texans texas thailand thanks thankyou theater theatre theodore
  thepassword theresa therock third thisismypassword thomas thor three thug thumper thunder thunderbird thursday tiamo
  tiberius tifa tiffany tiger tigers tigersfan tigger tim timothy tinker tinkerbell titan titans tits toby today todd
  tokyo tom tomato tommy tomorrow tony tool toor topaz topgun topsecret tornado toronto torres toshiba tottenham
  toyota train trainer training trains transformers trapper travis treasure trevor trex trigger trinity tristan
  triumph trojan trojans trooper tropical trouble troy truck trucker trucks truelove trueluv trump trumpet trustno
  trustnoone tucker tuesday tulip tulips tundra tupac turbo turkey turtle turtles tweety twilight twister twitter two
  tyler u2band ubuntu ultimate undefined undertaker unicorn unicorns universe university unknown usa user username
  useruser vagina valentina valentine valeria valerie vampire vampires vanessa vanhalen vanilla vans vasco vegas
  vegeta velvet venezuela venus veronica versace verysecret victor victoria victory vietnam viking vikings vikingsfan
  vincent violet violin viper virginia vision vivian vladimir vodka volcano volcom voldemort volkswagen volleyball
  vortex voyager wachtwoord wales walker walter warcraft warhammer warlock warren warrior warriors washington water
  watermelon wayne webmaster wednesday weed weekend welcom welcome welcomeback welcomehome welcometo welkom wendy
  werewolf wesley whale whatever whiskey whisky white whitney whore wicked wife wildcat wildcats wildfire william
  willie willow windows windsor wine winner winnie winniethepooh winning winston winter witch wizard woaini wodemima
  wolf wolfgang wolfpack wolverine wolves woman wombat women wonder wonderful wonderland woody worldofwarcraft
  wrangler wrestler wrestling wrinkles writer writing xavier xbox xmen xxx xxxx yahoo yamaha yankee yankees yellow
  yellowstone yesterday yesyes yoda yomama yourpassword youtube zachary zack zaphod zaqwsx zebra zelda zeppelin zero
  zeta zidane ziggy zippy zodiac zoe zombie zombies zxc zxcv zxcvbn zxczxc zzz любовь наташа пароль привет
`
    .trim()
    .split(/\s+/),
);
